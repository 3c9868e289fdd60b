/** The log's writer and the witness as a person runs them: real processes, proofs in files, verification that takes the witness's word. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { connectLog } from '@clawql/runtime/node'
import { submission } from '../../../runtime/test/support/log-fixture.ts'

const NODE = [
  '--conditions=source',
  '--disable-warning=ExperimentalWarning',
  join(import.meta.dirname, '../../src/clawql.ts'),
]
const folder = mkdtempSync(join(tmpdir(), 'clawql-log-'))
const log = join(folder, 'log')
const children: ChildProcess[] = []

function clawql(...words: readonly string[]): { status: number | null; out: string; err: string } {
  const result = spawnSync(process.execPath, [...NODE, ...words], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', CLAWQL_DATA: folder },
  })
  return { status: result.status, out: result.stdout, err: result.stderr }
}

/** Resolves with the first line it prints. */
function start(...words: readonly string[]): Promise<{ readonly child: ChildProcess; readonly line: string }> {
  const child = spawn(process.execPath, [...NODE, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  return new Promise((resolve, reject) => {
    child.once('exit', (status) => reject(new Error(`ended with ${status}`)))
    child.stdout?.once('data', (text) => resolve({ child, line: String(text) }))
  })
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', (status) => resolve(status)))
}

describe('clawql log and clawql witness', function () {
  this.timeout(120_000)
  let vkey = ''
  let witnessKey = ''
  let url = ''

  after(() => {
    for (const child of children) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  it('write for others, outlive a kill, and end in order when told', async () => {
    const first = await start('log', '--data', folder, '--name', 'cli.example/log')
    vkey = /key (\S+),/.exec(first.line)![1]!
    const client = connectLog(log)
    assert.equal(await client.append(submission()), 0)
    const gone = ended(first.child)
    first.child.kill('SIGKILL')
    await gone
    const second = await start('log', '--data', folder, '--name', 'cli.example/log')
    assert.match(second.line, /: 1 entries/)
    assert.equal(await client.append(submission()), 1)
    const other = clawql('log', '--data', folder, '--name', 'cli.example/log')
    assert.deepEqual([other.status, /another process writes/.test(other.err)], [1, true])
    client.close()
    const stopped = ended(second.child)
    second.child.kill('SIGTERM')
    assert.equal(await stopped, 0)
    assert.equal(clawql('worm', 'verify', '--vkey', vkey).status, 0)
  })

  it('the witness cosigns, and verification asks for it', async () => {
    writeFileSync(join(folder, 'vkey.txt'), `${vkey}\n`)
    const witness = ['witness', '--state', join(folder, 'witness'), '--port', '0', '--watch', join(folder, 'vkey.txt')]
    const { line } = await start(...witness)
    ;[, url = '', witnessKey = ''] = /at (\S+), key (\S+)/.exec(line)!
    const before = clawql('worm', 'verify', '--vkey', vkey, '--witness-key', witnessKey)
    assert.deepEqual([before.status, /no witness has cosigned/.test(before.out)], [3, true])
    assert.equal(
      clawql('worm', 'cosign', '--witness', url, '--witness-key', witnessKey, '--vkey', vkey).out,
      'cosigned: 2 entries\n',
    )
    const report = clawql('worm', 'verify', '--vkey', vkey, '--witness-key', witnessKey)
    assert.deepEqual([report.status, /not established/.test(report.out)], [0, false])
  })

  it('proofs of entries and of sizes go through files', () => {
    const proof = join(folder, 'one.tlog-proof')
    assert.equal(clawql('worm', 'prove', '1', '--out', proof, '--vkey', vkey).status, 0)
    const entry = JSON.parse(clawql('worm', 'prove', '1', '--json', '--vkey', vkey).out).entry
    writeFileSync(join(folder, 'entry'), entry)
    const checked = clawql('worm', 'check-proof', proof, join(folder, 'entry'), '--vkey', vkey)
    assert.deepEqual(checked, {
      status: 0,
      out: 'entry 1 is under the checkpoint of 2 entries of cli.example/log\n',
      err: '',
    })
    writeFileSync(join(folder, 'entry'), entry.replace('agent-1', 'agent-2'))
    const refused = clawql('worm', 'check-proof', proof, join(folder, 'entry'), '--vkey', vkey)
    assert.deepEqual([refused.status, /does not lead to the root/.test(refused.out)], [3, true])
    const sizes = JSON.parse(
      clawql('worm', 'prove', '--from-size', '1', '--to-size', '2', '--json', '--vkey', vkey).out,
    )
    assert.deepEqual([sizes.from, sizes.to, sizes.hashes.length], [1, 2, 1])
    assert.equal(readFileSync(join(log, 'checkpoint'), 'utf8').split('\n')[2], sizes.to_root)
    assert.equal(clawql('worm', 'prove', '--from-size', '3', '--vkey', vkey).status, 1)
  })

  it('two checkpoints are held against each other without the log, and each way to be wrong has its words', async () => {
    const older = join(folder, 'older')
    const newer = join(folder, 'newer')
    const proof = join(folder, 'consistency')
    writeFileSync(older, readFileSync(join(log, 'checkpoint')))
    const writer = await start('log', '--data', folder)
    const client = connectLog(log)
    for (let n = 0; n < 5; n++) await client.append(submission({ event_kind: 'x-acme.note', payload: { n } }))
    client.close()
    const stopped = ended(writer.child)
    writer.child.kill('SIGTERM')
    await stopped
    writeFileSync(newer, readFileSync(join(log, 'checkpoint')))
    assert.equal(clawql('worm', 'prove', '--from-size', '2', '--out', proof, '--vkey', vkey).status, 0)
    const check = (...words: readonly string[]) => clawql('worm', 'check-consistency', ...words, '--vkey', vkey)
    assert.deepEqual(check(older, newer, proof), {
      status: 0,
      out: 'the first 2 of the 7 entries of cli.example/log are as they were\n',
      err: '',
    })
    const empty = join(folder, 'empty-proof')
    writeFileSync(empty, '')
    const wrong = [
      [[newer, older, proof], /the log was cut: it had 7 entries, the newer checkpoint has 2/],
      [[older, newer, empty], /the proof does not lead from 2 to 7 entries/],
      [[older, newer, older], /the proof is not a list of hashes/],
      [[proof, newer, proof], /the older checkpoint: /],
    ] as const
    for (const [words, message] of wrong) {
      const { status, out } = check(...words)
      assert.equal(status, 3)
      assert.match(out, message)
    }
    const forked = mkdtempSync(join(tmpdir(), 'clawql-fork-'))
    try {
      const other = ['log', '--data', forked, '--key', join(folder, 'keys/log.pem'), '--name', 'cli.example/log']
      const fork = await start(...other)
      const forging = connectLog(join(forked, 'log'))
      for (let n = 0; n < 7; n++) await forging.append(submission())
      forging.close()
      const over = ended(fork.child)
      fork.child.kill('SIGTERM')
      await over
      assert.match(
        check(newer, join(forked, 'log/checkpoint'), empty).out,
        /a fork: two checkpoints of 7 entries, both signed/,
      )
      const cosign = ['--witness', url, '--witness-key', witnessKey, '--vkey', vkey]
      const refused = clawql('worm', 'cosign', '--log', join(forked, 'log'), ...cosign)
      assert.deepEqual([refused.status, /refused the checkpoint \(4(09|22)\)/.test(refused.err)], [1, true])
    } finally {
      rmSync(forked, { recursive: true, force: true })
    }
  })

  it('many entries prove themselves at once, and no other number, order or text of them', () => {
    const [proof, entries] = [join(folder, 'slice.proof'), join(folder, 'slice.jsonl')]
    const prove = (range: string) =>
      clawql('worm', 'prove', '--slice', range, '--entry', entries, '--out', proof, '--vkey', vkey)
    const check = () => clawql('worm', 'check-slice', proof, entries, '--vkey', vkey)
    for (const [range, which] of [
      ['0..7', 'entries 0 to 6 are'],
      ['4..7', 'entries 4 to 6 are'],
      ['2..4', 'entries 2 to 3 are'],
      ['5..6', 'entry 5 is'],
    ] as const) {
      assert.deepEqual(prove(range), { status: 0, out: '', err: `wrote ${entries}\nwrote ${proof}\n` })
      const out = `${which} under the checkpoint of 7 entries of cli.example/log\n`
      assert.deepEqual(check(), { status: 0, out, err: '' }, range)
    }
    prove('4..7')
    const lines = readFileSync(entries, 'utf8').trim().split('\n')
    assert.deepEqual(lines, clawql('worm', 'export', '--from', '4').out.trim().split('\n'))
    for (const changed of [
      lines.slice(1),
      lines.toReversed(),
      lines.with(1, lines[1]!.replace('1', '2')),
      [...lines, '{}'],
      [],
    ]) {
      writeFileSync(entries, changed.map((line) => `${line}\n`).join(''))
      const { status, out } = check()
      assert.deepEqual(
        [status, /^it does not hold: the entries (are no subtree|do not lead to the root)/.test(out)],
        [3, true],
        out,
      )
    }
    // An editor may leave out the last end of a line.
    writeFileSync(entries, lines.join('\n'))
    assert.equal(check().status, 0)
    const wrong = [
      ['3..6', /3 to 6 is no subtree[\s\S]* as in 0\.\.6/],
      ['5..5', /entries 5 to 5 are not under the checkpoint/],
      ['0..8', /entries 0 to 8 are not under the checkpoint, which has 7/],
      ['0-8', /the first entry of --slice FIRST\.\.END must be a number/],
    ] as const
    for (const [range, message] of wrong) {
      const { status, err } = prove(range)
      assert.equal(status, 1)
      assert.match(err, message)
    }
    assert.match(
      clawql('worm', 'prove', '1', '--slice', '0..1').err,
      /name an entry, entries with --slice, or two sizes/,
    )
    const forged = JSON.parse(readFileSync(proof, 'utf8'))
    for (const change of [
      { format: 'x' },
      { start: 1.5 },
      { hashes: [7] },
      { hashes: ['AA'] },
      { checkpoint: 7 },
      { checkpoint: 'x' },
    ]) {
      writeFileSync(proof, JSON.stringify({ ...forged, ...change }))
      assert.notEqual(check().status, 0, JSON.stringify(change))
    }
    writeFileSync(proof, '{"start":1,"start":2}')
    assert.match(check().err, /the proof .* cannot be read/)
  })

  it('an exported line proves itself, and a pin needs no other key than the log’s own', () => {
    const proof = join(folder, 'six.tlog-proof')
    const entry = join(folder, 'six.json')
    assert.equal(clawql('worm', 'prove', '6', '--out', proof, '--entry', entry).status, 0)
    assert.equal(clawql('worm', 'check-proof', proof, entry, '--vkey', vkey).status, 0)
    const line = join(folder, 'line.json')
    assert.equal(clawql('worm', 'export', '--last', '1', '--out', line).status, 0)
    assert.equal(readFileSync(line, 'utf8'), `${readFileSync(entry, 'utf8')}\n`)
    assert.equal(clawql('worm', 'check-proof', proof, line, '--vkey', vkey).status, 0)
    const pinned = clawql('worm', 'verify', '--pin', join(folder, 'older'))
    assert.deepEqual([pinned.status, /not established: that the signing key/.test(pinned.out)], [0, true])
  })

  it('says what is missing or meant, and shows nothing that a terminal would obey', () => {
    const empty = mkdtempSync(join(tmpdir(), 'clawql-no-log-'))
    const cases = [
      [['verify', '--log', empty], /is no log\n {2}name the data folder with --data/],
      [['query', '--log', join(empty, 'nowhere')], /there is no log in/],
      [['query', '--kind', 'DENIED'], /the log has no event kind DENIED\n {2}there are ACTION_DENIED/],
      [['query', '--kind', 'nonsense'], /event-kinds\.md lists them all/],
      [['verify', '--vkey', 'nonsense'], /nonsense is neither a verifier key nor a file that holds one/],
      [['verify', '--vkey', join(log, 'checkpoint')], /holds no verifier key/],
      [['verify', '--pin', 'nowhere'], /nowhere cannot be read/],
      [['prove'], /name an entry, entries with --slice, or two sizes/],
      [['prove', '1', '--from-size', '1'], /name an entry, entries with --slice, or two sizes/],
      [['prove', 'one'], /the entry must be a number, not "one"/],
      [['prove', '--from-size', '5', '--to-size', '3'], /--to-size 3 is smaller than --from-size 5/],
      [['export', '--out', join(empty, 'no/where')], /cannot be written/],
    ] as const
    for (const [words, message] of cases) {
      const result = clawql('worm', ...words)
      assert.match(result.err, message, words.join(' '))
      assert.equal(result.status, 1, words.join(' '))
    }
    rmSync(empty, { recursive: true })
    assert.deepEqual(clawql('worm', 'query', '--session', 'nobody'), { status: 0, out: '', err: 'no entry fits\n' })
    assert.match(clawql('worm', 'query', '--kind', 'x-acme.note', '-n', '1').out, / {2}\{"n":4\}\n$/)
    for (const verb of ['verify', 'query', 'tail', 'prove', 'export', 'cosign', 'check-proof', 'check-consistency'])
      assert.doesNotMatch(clawql('worm', verb, '--help').out, /default: \[\]/)
  })

  it('an entry that would move the cursor is written out', async () => {
    const writer = await start('log', '--data', folder)
    const client = connectLog(log)
    const payload = { action: 'a\u001b[2Jb', runtime: 'pi', code: 'x\u202ey', message: 'one\ntwo \u009b31m' }
    await client.append(submission({ event_kind: 'REQUEST_REFUSED', correlation_id: 'c\u0007d', payload }))
    client.close()
    const over = ended(writer.child)
    writer.child.kill('SIGTERM')
    await over
    const { out } = clawql('worm', 'tail', '-n', '1')
    assert.match(out, /c\\u\{7\}d {2}action=a\\u\{1b\}\[2Jb code=x\\u\{202e\}y/)
    assert.doesNotMatch(out.trimEnd(), /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
  })

  it('the latest entries go on being printed as they are written, until the reader is stopped', async () => {
    const writer = await start('log', '--data', folder)
    const reader = spawn(
      process.execPath,
      [...NODE, 'worm', 'tail', '--follow', '--json', '--last', '1', '--kind', 'x-acme.note'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, CLAWQL_DATA: folder },
      },
    )
    try {
      let printed = ''
      reader.stdout.setEncoding('utf8').on('data', (text: string) => {
        printed += text
      })
      const seqs = () =>
        printed
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line).worm_seq)
      const until = async (count: number) => {
        for (const end = Date.now() + 30_000; seqs().length < count && Date.now() < end; ) await wait(20)
      }
      await until(1)
      const [first] = seqs()
      const client = connectLog(log)
      const added: number[] = []
      for (let n = 0; n < 3; n++) {
        added.push(await client.append(submission({ event_kind: 'x-acme.note', payload: { n } })))
        await client.append(submission())
        await until(n + 2)
      }
      client.close()
      assert.deepEqual(seqs(), [first, ...added])
    } finally {
      reader.kill('SIGTERM')
      const stopped = ended(writer.child)
      writer.child.kill('SIGTERM')
      await stopped
    }
  })
})
