/** `clawql serve` with a Presidio analyzer in its configuration: what is staged is redacted by it, and a configuration that is none is refused. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectControl, dataLayout } from '@clawql/runtime/node'
import { writeSampleContract } from '../../../runtime/src/node/doctor/sample-contract.ts'
import { rawPublicKey } from '../../../runtime/src/node/worm/log-key.ts'
import { serveAnalyzer } from '../../../runtime/test/support/presidio-server.ts'
import { seededKey } from '../../../runtime/test/support/seeded-key.ts'

const NODE = [
  '--conditions=source',
  '--disable-warning=ExperimentalWarning',
  join(import.meta.dirname, '../../src/clawql.ts'),
]

describe('clawql serve with presidio', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'clawql-presidio-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'artifacts'))
  const sample = writeSampleContract(join(folder, 'artifacts'), undefined, seededKey)
  const names = ['finance.transfer', 'ledger.get_balance', 'note.append', 'note.write', 'note.erase']
  writeFileSync(
    join(folder, 'handlers.mjs'),
    `export default { ${names.map((name) => `'${name}': () => ({})`).join(', ')} }`,
  )

  function configure(presidio: unknown): string {
    const key = Buffer.from(rawPublicKey(seededKey('base-model'))).toString('base64')
    const paths = { data: 'data', artifacts: 'artifacts', handlers: 'handlers.mjs' }
    const config = { ...paths, pinned_root: sample.pinnedRoot, base_model_keys: { 'hsm://sample': key }, presidio }
    writeFileSync(join(folder, 'clawql.json'), JSON.stringify(config))
    return join(folder, 'clawql.json')
  }

  it('asks it about what is staged', async () => {
    const analyzer = await serveAnalyzer()
    const config = configure({ url: analyzer.url, entities: ['PERSON'], score_threshold: 0.5, timeout_ms: 3000 })
    const server = spawn(process.execPath, [...NODE, 'serve', '--log-in-process', '--config', config], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      await new Promise((resolve) => server.stdout.once('data', resolve))
      const client = await connectControl(dataLayout(join(folder, 'data')).control)
      const input = { from: 'A-1', to: 'Ann Lee', amount: 5 }
      const ask = () => client.request({ action: 'asset.transfer', input, token: sample.token(), runtime: 'pi' })
      const view = await client.view((await ask()).instance ?? '')
      assert.deepEqual('input' in view && view.input, { ...input, to: '<PERSON>' })
      assert.deepEqual(analyzer.asked[0]?.entities, ['PERSON'])
      await analyzer.close()
      const refused = await ask()
      assert.equal('code' in refused && refused.code, 'REDACTION_UNAVAILABLE')
      client.close()
    } finally {
      server.kill('SIGKILL')
      await analyzer.close().catch(() => undefined)
    }
  })

  it('refuses a configuration that is none', () => {
    const cases: readonly (readonly [unknown, RegExp])[] = [
      ['http://localhost:5002', /presidio must be an object/],
      [{}, /presidio\.url is missing/],
      [{ url: 'ftp://localhost' }, /presidio\.url is missing or not/],
      [
        { url: 'http://localhost', entity: ['PERSON'] },
        /presidio has no member entity; there are url, language, entities/,
      ],
      [{ url: 'http://localhost', entities: 'PERSON' }, /presidio\.entities/],
      [{ url: 'http://localhost', score_threshold: 2 }, /presidio\.score_threshold/],
      [{ url: 'http://localhost', timeout_ms: 0 }, /presidio\.timeout_ms/],
    ]
    for (const [presidio, message] of cases) {
      const { status, stderr } = spawnSync(process.execPath, [...NODE, 'serve', '--config', configure(presidio)], {
        encoding: 'utf8',
      })
      assert.deepEqual([status, message.test(stderr)], [1, true], stderr)
    }
  })
})
