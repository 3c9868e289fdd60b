/** What keeps a build from being shipped: errors, failing tests, broken invariants, generated code that decides otherwise than the language means. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from '../../src/compile.ts'
import { renderHuman } from '../../src/diagnostics/render/render-human.ts'
import { resolveDiagnostics } from '../../src/diagnostics/resolved-diagnostic.ts'
import type { VirtualFiles } from '../../src/testing/virtual-host.ts'
import { compilingHost, replaced, TREASURY, textOf } from './compiling-host.ts'
import { filesBelow, GOLDEN, matchesGoldenDirectory } from './golden-directory.ts'

async function failuresOf(files: VirtualFiles, rewrite?: (source: string) => string): Promise<readonly string[]> {
  const { manifests, diagnostics } = await compile(compilingHost(files, rewrite))
  assert.deepEqual(diagnostics, [])
  return manifests.flatMap(({ failures }) => failures)
}

const READ = textOf(TREASURY, 'balance.claw').slice(textOf(TREASURY, 'balance.claw').indexOf('read '))

/** The second manifest of the desk, in the same module. */
const SECOND = textOf(TREASURY, 'manifest.claw')
  .slice(0, textOf(TREASURY, 'manifest.claw').indexOf('invariant'))
  .replace('manifest treasury-agent', 'manifest audit-agent')
  .replace('[asset.transfer_sensitive, ledger.get_balance]', '[ledger.get_balance]')
const TWO: VirtualFiles = { ...TREASURY, 'audit.claw': SECOND }

describe('a broken project', () => {
  const folder = join(GOLDEN, 'broken')
  const files: VirtualFiles = Object.fromEntries(
    filesBelow(folder)
      .filter((path) => path.endsWith('.claw'))
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  )

  it('is reported whole, file by file, beside its sources', async () => {
    const { diagnostics, sources, manifests, program } = await compile(compilingHost(files))
    assert.equal(program, undefined)
    assert.deepEqual(manifests, [])
    const text = renderHuman(resolveDiagnostics(diagnostics, sources), sources, { colour: false })
    const texts = Object.entries(files).map(([path, content]): [string, string] => [path, String(content)])
    matchesGoldenDirectory('broken', new Map([...texts, ['3-diagnostics.txt', text]]))
  })

  it('every file of it has an error of its own: none hides another', async () => {
    const { diagnostics } = await compile(compilingHost(files))
    assert.deepEqual([...new Set(diagnostics.map(({ location }) => location.file))], Object.keys(files))
    assert.ok(Object.keys(files).length >= 3)
  })
})

describe('a build that fails', () => {
  it('a failing test names the test, its row and the decision', async () => {
    const failures = await failuresOf(
      replaced(TREASURY, 'treasury.test.claw', '(1_000_000 USD, stage)', '(1_000_001 USD, stage)'),
    )
    assert.deepEqual(failures, [
      'test "limits" [row 1] fails: expected stage, but got deny MAX_IMPACT_EXCEEDED: the impact must not exceed 1000000 USD',
    ])
  })

  it('a broken invariant names the actions that break it', async () => {
    const failures = await failuresOf(replaced(TREASURY, 'manifest.claw', 'a.quorum >= 2', 'a.quorum >= 4'))
    assert.deepEqual(failures, [
      'invariant irreversible_needs_two_people does not hold: broken by asset.transfer_sensitive (reversible false, quorum 3)',
    ])
  })

  it('a manifest that its own validator would find too large says what to do', async () => {
    const documented = (n: number): string =>
      `module acme.treasury\n\n/// ${'Long. '.repeat(150_000)}\n${READ.replace('ledger.get_balance', `ledger.look_${n}`)}`
    const many = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`look-${n}.claw`, documented(n)]))
    const ids = Array.from({ length: 10 }, (_, n) => `ledger.look_${n}`).join(', ')
    const files = replaced(
      { ...TREASURY, ...many },
      'manifest.claw',
      'ledger.get_balance]',
      `ledger.get_balance, ${ids}]`,
    )
    assert.deepEqual(await failuresOf(replaced(files, 'roles.claw', 'ledger.get_balance]', 'ledger.*]')), [
      'the manifest would be larger than 8 MiB: divide its actions among several manifests',
    ])
  })

  it('code that cannot be evaluated is a fault, not a failure', async () => {
    await assert.rejects(compile(compilingHost(TREASURY, (source) => `${source}\n}`)), SyntaxError)
  })
})

describe('manifests of a project', () => {
  it('all are built, ascending by name', async () => {
    const { manifests } = await compile(compilingHost(TWO))
    assert.deepEqual(
      manifests.map(({ name, actions, failures }) => ({ name, actions, failures })),
      [
        { name: 'audit-agent', actions: ['ledger.get_balance'], failures: [] },
        { name: 'treasury-agent', actions: ['asset.transfer_sensitive', 'ledger.get_balance'], failures: [] },
      ],
    )
  })

  it('one that is asked for gives the bytes it gives among others', async () => {
    const all = await compile(compilingHost(TWO))
    const one = await compile(compilingHost(TWO), { manifests: ['audit-agent'] })
    assert.deepEqual(
      one.manifests.map(({ name }) => name),
      ['audit-agent'],
    )
    assert.deepEqual([...(one.manifests[0]?.artifacts ?? [])], [...(all.manifests[0]?.artifacts ?? [])])
    assert.deepEqual(one.unknownManifests, [])
  })

  it('names that the project does not declare are given back, the others built', async () => {
    const { manifests, unknownManifests } = await compile(compilingHost(TWO), {
      manifests: ['nobody', 'treasury-agent', 'audit'],
    })
    assert.deepEqual(unknownManifests, ['nobody', 'audit'])
    assert.deepEqual(
      manifests.map(({ name }) => name),
      ['treasury-agent'],
    )
  })

  it('a project without a manifest builds nothing and has a program', async () => {
    const { 'manifest.claw': _, ...library } = TREASURY
    const { manifests, program } = await compile(compilingHost(library))
    assert.deepEqual(manifests, [])
    assert.ok(program !== undefined)
  })

  it('the phases are announced in order and timed once each', async () => {
    const heard: string[] = []
    let time = 0
    const { stats } = await compile(compilingHost(TWO), {
      now: () => {
        time += 1
        return time
      },
      onPhase: (phase, manifest = '-') => void heard.push(`${manifest}: ${phase}`),
    })
    const each = ['generate code', 'load code', 'check code against the interpreter', 'emit artifacts']
    assert.deepEqual(heard, [
      '-: analyse',
      ...each.map((phase) => `audit-agent: ${phase}`),
      ...each.map((phase) => `treasury-agent: ${phase}`),
    ])
    assert.deepEqual(
      stats,
      ['analyse', ...each].map((phase) => ({ phase, milliseconds: phase === 'analyse' ? 1 : 2 })),
    )
  })
})

/** What a broken emitter could write: the text that stands in `guards.js`, what stands there instead, the action that must be named. */
const MUTANTS: readonly (readonly [string, RegExp, string, string])[] = [
  [
    'the impact admits one cent less: < for <=',
    /\$amount <= 1000000\b/g,
    '$amount < 1000000',
    'asset.transfer_sensitive',
  ],
  ['the impact is not limited', /if \(!\(\$amount <= 1000000\)\) return \w+\n/g, '', 'asset.transfer_sensitive'],
  ['a rule compares with >= instead of >', /\$amount > 250000\b/g, '$amount >= 250000', 'asset.transfer_sensitive'],
  ['a rule is dropped', /if \(\$from_account === \$to_account\) return \w+\n/g, '', 'asset.transfer_sensitive'],
  ['a rule forgets one side of &&', / && \$memo === undefined\)/g, ')', 'asset.transfer_sensitive'],
  [
    'a role is swapped for another',
    /role !== 'compliance-officer'/g,
    "role !== 'desk-lead'",
    'asset.transfer_sensitive',
  ],
  ['a role is forgotten', /role !== 'finance-agent' && /g, '', 'ledger.get_balance'],
  [
    'the purpose is not looked at',
    /if \(claims\.purpose !== 'settlement'\) return \w+\n/g,
    '',
    'asset.transfer_sensitive',
  ],
  [
    'a lower clearance is enough',
    /clearance !== 'restricted' && /g,
    "clearance !== 'sensitive' && clearance !== 'restricted' && ",
    'asset.transfer_sensitive',
  ],
  [
    'a pattern looks at the beginning alone',
    /if \(!\(point >= 48 && point <= 57\)\) return false/g,
    'if (!(point >= 48 && point <= 57)) return true',
    'asset.transfer_sensitive',
  ],
  ['a pattern admits one more character', /point <= 57\b/g, 'point <= 58', 'asset.transfer_sensitive'],
  ['a length admits one more', /<= 280\b/g, '<= 281', 'asset.transfer_sensitive'],
  ['amounts may be negative', /\$amount >= 0 && /g, '', 'asset.transfer_sensitive'],
  [
    'a third decimal is let through',
    /hasDecimals\(\$amount, 2, 100\)/g,
    'hasDecimals($amount, 3, 1000)',
    'asset.transfer_sensitive',
  ],
  ['unknown fields are let through', /default:\n\s+return \w+\([^\n]*\n/g, 'default:\n', 'asset.transfer_sensitive'],
  ['the quorum is lower', /quorum: 3,/g, 'quorum: 2,', 'asset.transfer_sensitive'],
  ['approvals live a second longer', /ttlMs: 7200000/g, 'ttlMs: 7201000', 'asset.transfer_sensitive'],
  ['the read is staged', /return ALLOW\n/g, 'return STAGE_3_COMPLIANCE_OFFICER\n', 'ledger.get_balance'],
  [
    'the message is another',
    /a transfer above 250,000 USD/g,
    'a transfer above 250.000 USD',
    'asset.transfer_sensitive',
  ],
  [
    'an unknown action is allowed to be looked up by inheritance',
    /\['ledger\.get_balance', guard\w+\],/g,
    '',
    'ledger.get_balance',
  ],
]

describe(`INVARIANT L6: ${MUTANTS.length} mutants of the generated guard`, () => {
  for (const [name, pattern, by, action] of MUTANTS) {
    it(`${name}: the build fails and names ${action}`, async () => {
      let changed = 0
      const failures = await failuresOf(TREASURY, (source) => {
        if (!source.includes('export const guards')) return source
        return source.replace(pattern, () => {
          changed += 1
          return by
        })
      })
      assert.ok(changed > 0, 'the guard has no such text')
      assert.ok(
        failures.some((failure) => failure.startsWith(`${action}: the generated `)),
        failures.join('\n') || 'nothing failed',
      )
    })
  }

  it('without a change nothing fails', async () => {
    assert.deepEqual(await failuresOf(TREASURY, (source) => source), [])
  })

  it('a validator that accepts too much is noticed too', async () => {
    const failures = await failuresOf(TREASURY, (source) =>
      source.includes('export const validators') ? source.replace(/'rejected'/, "'refused'") : source,
    )
    assert.ok(
      failures.some((failure) => failure.startsWith('asset.transfer_sensitive: the generated validator gives ')),
    )
  })
})
