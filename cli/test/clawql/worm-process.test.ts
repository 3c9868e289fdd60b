/** The log's writer and the witness as a person runs them: real processes, proofs in files, verification that takes the witness's word. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  this.timeout(40_000)
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
})
