/** `clawqlc manifest validate`, `root`, `show`, `prove` and `verify-proof` as programs, on the manifest that the example project builds to. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { computeRoot } from 'clawql-manifest-validator'
import { clawqlc, createScratch, TREASURY } from '../program.ts'
import { type BuiltTreasury, buildTreasury } from './built-treasury.ts'

describe('clawqlc manifest', () => {
  const scratch = createScratch()
  let treasury: BuiltTreasury
  before(async () => {
    treasury = await buildTreasury(scratch.path('out'))
  })
  const inFolder = (name: string): string => join(treasury.folder, name)

  describe('validate', () => {
    it('accepts what was built, as JSON, as YAML, and from standard input', async () => {
      const { manifest, json, root } = treasury
      for (const name of ['manifest.json', 'manifest.yaml']) {
        assert.deepEqual(await manifest(['validate', name]), {
          status: 0,
          stdout: `${name}: valid, 2 actions, root ${root}\n`,
          stderr: '',
        })
      }
      const piped = await manifest(['validate', '-'], json)
      assert.equal(piped.stdout, `standard input: valid, 2 actions, root ${root}\n`)
      const { status, stdout } = await manifest(['validate', 'manifest.json', '--format', 'json'])
      assert.deepEqual([status, JSON.parse(stdout)], [0, { ok: true, root, issues: [] }])
    })

    it('lists every issue with code and place, and ends with status 2', async () => {
      const name = treasury.changed('wrong.json', '"risk_tier": 5', '"risk_tier": 9')
      writeFileSync(inFolder(name), readFileSync(inFolder(name), 'utf8').replace('"kappa": 0.12', '"kappa": -1'))
      const { status, stdout, stderr } = await treasury.manifest(['validate', name])
      assert.deepEqual([status, stdout], [2, ''])
      assert.match(stderr, /^error\[OUT_OF_RANGE\]: .*\n {2}at \/policy\/coordination\/kappa\n/m)
      assert.match(stderr, /^ {2}at \/actions\/\d\/governance\/risk_tier\n/m)
      assert.match(stderr, /error\[MERKLE_ROOT_MISMATCH\]/)
      assert.match(stderr, /\nwrong\.json: refused, 3 errors\n$/)
      const json = await treasury.manifest(['validate', name, '--format', 'json'])
      const { ok, issues } = JSON.parse(json.stdout) as { ok: boolean; issues: { code: string }[] }
      assert.deepEqual([json.status, ok, json.stderr], [2, false, ''])
      assert.deepEqual(issues.map(({ code }) => code).sort(), ['MERKLE_ROOT_MISMATCH', 'OUT_OF_RANGE', 'OUT_OF_RANGE'])
    })

    it('refuses what is not a manifest, with the place in the text', async () => {
      const { manifest } = treasury
      const repeated = await manifest(['validate', '-'], '{"a":1,"a":2}')
      assert.equal(repeated.status, 2)
      assert.match(repeated.stderr, /^error\[JSON_DUPLICATE_KEY\].*\n {2}at \/a \(byte 7\)\n\nstandard input: refused/)
      const list = await manifest(['validate', '-'], '[]')
      assert.match(list.stderr, /at the whole manifest/)
      const empty = await manifest(['validate', '-'], '')
      assert.equal(empty.status, 2)
    })

    it('refuses YAML that readers understand differently, with line and column, in every format', async () => {
      writeFileSync(inFolder('twice.yaml'), 'identity: {}\nidentity: {}\n')
      const { status, stderr } = await treasury.manifest(['validate', 'twice.yaml'])
      assert.equal(status, 2)
      assert.match(
        stderr,
        /^error: the key `identity` is repeated\n {2}at twice\.yaml:2:1\n\ntwice\.yaml: refused, 1 error\n$/,
      )
      const json = await treasury.manifest(['validate', 'twice.yaml', '--format', 'json'])
      assert.deepEqual(JSON.parse(json.stdout), {
        ok: false,
        error: { message: 'the key `identity` is repeated', line: 2, character: 1 },
        issues: [],
      })
      writeFileSync(inFolder('latin.yaml'), Buffer.of(0x61, 0xe4))
      assert.match((await treasury.manifest(['validate', 'latin.yaml'])).stderr, /^error: the file is not UTF-8\n/)
    })

    it('shows no control character that a manifest brings along', async () => {
      const hostile = treasury.changed('hostile.json', '"build_source": "', '"build_source": "\\u001b[2J\\u202e')
      for (const words of [
        ['validate', hostile],
        ['show', hostile],
        ['root', hostile],
      ]) {
        const { stdout, stderr } = await treasury.manifest(words)
        assert.ok(!/[\u001b\u202e]/.test(stdout + stderr), words.join(' '))
      }
    })
  })

  describe('root', () => {
    it('prints the root, and with --leaves what it is made of', async () => {
      const { manifest, root } = treasury
      for (const name of ['manifest.json', 'manifest.yaml'])
        assert.equal((await manifest(['root', name])).stdout, `${root}\n`)
      const lines = (await manifest(['root', 'manifest.json', '--leaves'])).stdout.trim().split('\n')
      assert.deepEqual(
        lines.slice(0, -1).map((line) => line.slice(66)),
        [
          'header',
          'identity',
          'policy',
          'provenance',
          'permissions',
          ...lines.slice(5, -1).map((line) => line.slice(66)),
        ],
      )
      assert.equal(lines.length, 8)
      assert.equal(lines.at(-1), root)
      const { leaves } = JSON.parse((await manifest(['root', 'manifest.json', '--format', 'json'])).stdout) as {
        leaves: { hash: string }[]
      }
      assert.deepEqual(
        leaves.map(({ hash }) => hash),
        lines.slice(0, -1).map((line) => line.slice(0, 64)),
      )
    })

    it('prints the right root of a manifest that claims another one, says so, and ends with status 2', async () => {
      const name = treasury.changed('tampered.json', '"timeout_seconds": 30', '"timeout_seconds": 31')
      const { status, stdout, stderr } = await treasury.manifest(['root', name])
      const computed = computeRoot(JSON.parse(readFileSync(inFolder(name), 'utf8')))
      assert.ok(computed.ok)
      assert.deepEqual([status, stdout], [2, `${computed.root}\n`])
      assert.equal(stderr, `tampered.json: claims another root: "${treasury.root}"\n`)
    })

    it('lists what is missing when there is nothing to compute', async () => {
      const { status, stderr } = await treasury.manifest(['root', '-'], '{"manifest_version":"1.1"}')
      assert.equal(status, 2)
      assert.match(stderr, /at \/identity\n/)
    })
  })

  describe('show', () => {
    it('says on one screen who it is, what it may do and whom it trusts', async () => {
      const { status, stdout } = await treasury.manifest(['show', 'manifest.json'])
      assert.equal(status, 0)
      for (const text of [
        'agent      treasury-agent-01 on pi 1.5.2, llama-4\n',
        'preset     finance-compliance-high\n',
        'release    signed with 2 release keys, unless the root is pinned\n',
        'breaker    3 people while Conservative; 3 of 5 signers end Blind\n',
        'approvers  officer-1@acme.example (compliance-officer)\n           officer-2@acme.example',
        `root       ${treasury.root}\n`,
        'asset.transfer_sensitive 1.3.0: Transfer ownership',
        '  changes asset.transfer_ownership\n',
        '  restricted, risk tier 5, at most 1,000,000 USD\n',
        '  may be asked by finance-agent, compliance-officer; needs 3 approvals: 3 compliance-officer\n',
        'ledger.get_balance 1.0.0: Current balance of an account.\n  reads\n',
        '; needs no approval\n',
      ]) {
        assert.ok(stdout.includes(text), `${JSON.stringify(text)} is not in:\n${stdout}`)
      }
    })

    it('names every case of an approval, and so does the contract for people: the strictest is not the only one', async () => {
      const project = join(TREASURY, '..', 'repository')
      const out = scratch.path('repository')
      assert.equal((await clawqlc(['build', project, '-o', out])).status, 0)
      const shown = await clawqlc(['manifest', 'show', join(out, 'repository-agent', 'manifest.json')])
      assert.match(
        shown.stdout,
        /needs 3 approvals: 2 maintainer, 1 security-officer; in the case large 2 maintainer; /,
      )
      const explained = await clawqlc(['explain', 'repository-agent'], { cwd: project })
      assert.match(
        explained.stdout,
        /\| in the case `guarded` 2 of `maintainer` and 1 of `security-officer`; in the case `large` 2 of `maintainer`; otherwise 1 of `maintainer` \|/,
      )
    })

    it('prints the whole manifest as JSON, policy resolved, and nothing of one that is refused', async () => {
      const { stdout } = await treasury.manifest(['show', 'manifest.json', '--format', 'json'])
      assert.deepEqual(JSON.parse(stdout), JSON.parse(treasury.json))
      const refused = await treasury.manifest(['show', '-'], '{}')
      assert.deepEqual([refused.status, refused.stdout], [2, ''])
    })
  })

  describe('prove and verify-proof', () => {
    it('disclose one action, checked against a root, without the rest', async () => {
      const { manifest, root } = treasury
      const { status, stdout } = await manifest(['prove', 'manifest.json', 'ledger.get_balance'])
      assert.equal(status, 0)
      assert.ok(!stdout.includes('asset.transfer_sensitive'))
      assert.deepEqual(Object.keys(JSON.parse(stdout) as object), ['root', 'action', 'leaf', 'index', 'size', 'proof'])
      writeFileSync(inFolder('proof.json'), stdout)
      assert.deepEqual(await manifest(['verify-proof', 'proof.json', '--root', root]), {
        status: 0,
        stdout: 'the root binds ledger.get_balance\n',
        stderr: '',
      })
      const piped = await manifest(['verify-proof', '-', '--root', root, '--format', 'json'], stdout)
      assert.deepEqual(JSON.parse(piped.stdout), { ok: true })
    })

    it('refuse another root, a changed action, a changed proof, and what is no proof', async () => {
      const { manifest, root } = treasury
      const proof = JSON.parse((await manifest(['prove', 'manifest.json', 'ledger.get_balance'])).stdout) as {
        action: object
        index: number
        proof: string[]
      }
      const otherRoot = `${root[0] === '0' ? '1' : '0'}${root.slice(1)}`
      const cases: readonly (readonly [unknown, string])[] = [
        [proof, otherRoot],
        [{ ...proof, action: { ...proof.action, version: '9.9.9' } }, root],
        [{ ...proof, index: proof.index + 1 }, root],
        [{ ...proof, proof: proof.proof.slice(1) }, root],
        [{ ...proof, proof: proof.proof.toReversed() }, root],
        [{}, root],
        [null, root],
        [3, root],
        [[], root],
        [{ action: { id: '\u001b[2J' } }, root],
      ]
      for (const [file, trusted] of cases) {
        const { status, stdout } = await manifest(['verify-proof', '-', '--root', trusted], JSON.stringify(file))
        assert.equal(status, 2, JSON.stringify(file))
        assert.match(stdout, /^the root does not bind this action/)
      }
    })

    it('are called wrongly with status 1', async () => {
      const { manifest, root } = treasury
      const unknown = await manifest(['prove', 'manifest.json', 'ledger.get_balanse'])
      assert.deepEqual(
        [unknown.status, unknown.stderr],
        [
          1,
          'clawqlc: the manifest has no action `ledger.get_balanse`\n  it has: asset.transfer_sensitive, ledger.get_balance\n',
        ],
      )
      for (const [words, reason] of [
        [['verify-proof', 'manifest.json'], /required option '--root <hex>'/],
        [['verify-proof', 'manifest.json', '--root', 'abc'], /A root is 64 lower-case hexadecimal digits/],
        [['verify-proof', 'manifest.json', '--root', root.toUpperCase()], /A root is 64/],
        [['verify-proof', 'nowhere.json', '--root', root], /there is no file `nowhere\.json`/],
        [['validate', 'nowhere.json'], /there is no file/],
        [['validate', '.'], /is a directory/],
      ] as const) {
        const { status, stderr } = await manifest(words)
        assert.equal(status, 1, stderr)
        assert.match(stderr, reason)
      }
    })
  })
})
