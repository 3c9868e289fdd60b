import assert from 'node:assert/strict'
import { check, expectDiagnostics } from '../../src/testing/expect-diagnostics.ts'
import { PACKAGES } from '../repository-host.ts'
import { ACTION, changed, HEAD, MANIFEST } from './example-module.ts'

const packages = PACKAGES
const MODULE = HEAD + ACTION + MANIFEST
const KEYS = [
  'jenjHLCUbeRM41IKNz/KuOPziGsNaJZekJyIdWUCTso=',
  'SBSAnn+z+R93yifSi+jWqTG8vwIqpe818WjnzNzMqZE=',
  'h8cmjG5SG1RJJzgivKmWvI1mENEX5okT8rVgaGWbKFg=',
]
const codes = (files: string | Record<string, string>): readonly string[] =>
  check(files, { packages }).diagnostics.map(({ code }) => code)
const trusting = (body: string): string =>
  changed(MODULE, ['coordination { s_bar: 0.3 }', `coordination { s_bar: 0.3 }\n    trust {\n${body}\n    }`])
const manifestOf = (files: string | Record<string, string>) => {
  const { program } = expectDiagnostics(files, { packages })
  const [manifest] = program.manifests
  assert.ok(manifest)
  return manifest
}

describe('manifests', () => {
  it('the example comes to the published shape', () => {
    const manifest = manifestOf(MODULE)
    assert.deepEqual(Object.keys(manifest.policy), [
      'preset',
      'required_signatures',
      'canary_rollout',
      'rollback_rules',
      'compatible_policy_version',
      'coordination',
      'purposes',
      'roles',
    ])
    assert.deepEqual(manifest.policy['purposes'], { tidying: ['door.close'] })
    assert.deepEqual(manifest.policy['roles'], { clerk: 'agent' })
    assert.deepEqual(manifest.files, {})
    assert.equal((manifest.policy['coordination'] as Record<string, unknown>)['w_initial'], 0.5)
  })

  it('purposes and roles are those its actions reach', () => {
    const { policy } = manifestOf(
      changed(
        MODULE,
        ['role boss: human', 'role boss: human\nrole stranger: agent'],
        [
          'purpose tidying',
          'purpose all "All" { permits: [*.*] }\npurpose airing "Air" { permits: [door.open] }\n\npurpose tidying',
        ],
        ['operation close: open -> shut', 'operation close: open -> shut\n  operation open: shut -> open'],
      ),
    )
    assert.deepEqual(policy['purposes'], { all: ['*.*'], tidying: ['door.close'] })
    assert.deepEqual(policy['roles'], { clerk: 'agent' })
  })

  it('what the policy redacts are fields of the listed actions, ascending', () => {
    const redacting = (list: string, ...changes: readonly (readonly [string, string])[]) =>
      changed(MODULE, ['coordination { s_bar: 0.3 }', `coordination { s_bar: 0.3 }\n    redact: ${list}`], ...changes)
    assert.deepEqual(manifestOf(redacting('["done", door]')).policy['x-claw-redact'], { fields: ['done', 'door'] })
    assert.deepEqual(codes(redacting('[door, dor]')), ['CQ5022'])
    assert.deepEqual(codes(redacting('[door, door]')), ['CQ4033'])
    for (const list of ['[]', '"door"', '[1]', '[""]', '[door.x]'])
      assert.deepEqual(codes(redacting(list)), ['CQ4004'], list)
    const nested = [
      'door: String(length: 1..64)',
      'door: String(length: 1..64), at: List<{ place: String(length: ..9) }>(length: ..3)',
    ] as const
    assert.deepEqual(codes(redacting('[place]', nested)), [])
    // A map may have members of any name.
    const map = ['door: String(length: 1..64)', 'door: String(length: 1..64), at: Map<Int>(size: ..3)'] as const
    assert.deepEqual(codes(redacting('[anything]', map)), [])
  })

  it('an unknown action is told with the nearest one', () => {
    const { diagnostics } = expectDiagnostics(
      changed(MODULE, ['[door.close_it]\n', '[door.close_itt]\n//          ^^^^^^^^^^^^^^ error CQ2001\n']),
      { packages },
    )
    assert.equal(diagnostics[0]?.help, 'did you mean `door.close_it`?')
  })

  for (const [what, from, to, expected] of [
    ['an unknown runtime', 'runtime: custom', 'runtime: pie', 'CQ4004'],
    ['a runtime in quotes', 'runtime: custom', 'runtime: "custom"', 'CQ4004'],
    ['no version of a runtime', 'runtime_version: "1.0.0"', 'runtime_version: "one"', 'CQ4029'],
    ['an empty id', 'agent_id: "door-agent-01"', 'agent_id: ""', 'CQ4004'],
    ['an unknown preset', 'preset: software-dev-balanced', 'preset: software-dev-balancd', 'CQ2001'],
    ['an unknown purpose', 'processing_purpose: tidying', 'processing_purpose: tidyin', 'CQ2001'],
    ['a purpose in quotes', 'processing_purpose: tidying', 'processing_purpose: "tidying"', 'CQ4004'],
    ['a negative number of signatures', 'required_signatures: 1', 'required_signatures: -1', 'CQ4004'],
    ['a range that is none', '"^1.1.0"', '"latest"', 'CQ5017'],
    ['an unknown coordination field', 's_bar: 0.3', 's_bar: 0.3, kapa: 1', 'CQ4001'],
    ['a field outside its block', 's_bar: 0.3', 's_bar: 0.3, fidelity_floor: 0.5', 'CQ4001'],
    ['a coordination field twice', 's_bar: 0.3', 's_bar: 0.3, s_bar: 0.4', 'CQ4002'],
    ['a switch for a number', 's_bar: 0.3', 's_bar: true', 'CQ4004'],
    ['an amount for a number', 's_bar: 0.3', 's_bar: 0.3 USD', 'CQ4004'],
    ['`required` outside a preset', 's_bar: 0.3', 's_bar: required', 'CQ4004'],
    ['an action twice', '[door.close_it]', '[door.close_it, door.close_it]', 'CQ4033'],
    ['an unknown block', '  actions:', '  tools: []\n  actions:', 'CQ4001'],
  ] as const) {
    it(`${what} is an error`, () => assert.deepEqual(codes(changed(MODULE, [from, to])), [expected]))
  }

  const ranges: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['nsv_crit', ['1', '1e-9'], ['0', '1.01', '-0.5']],
    ['sgdop_eigenvalue_floor', ['0.5'], ['0', '1']],
    ['gamma', ['1'], ['0']],
    ['eta', ['0.999'], ['0', '1']],
    ['tau', ['1000'], ['0']],
    ['kappa', ['0', '1'], ['1.1']],
    ['lambda_d', ['0'], ['1']],
    ['d_crit', ['0.5'], ['1.1']],
    ['w_consistency', ['1'], ['0', '1.5']],
    ['variance_ceiling', ['1'], ['0']],
    ['fingerprint_ttl_hours', ['1'], ['0']],
    ['fingerprint_confidence_floor', ['0', '1'], ['2']],
    ['pruning_context_threshold', ['1'], ['0']],
    ['delta_d', ['1'], ['0']],
    ['w_min', ['0.1'], ['0']],
  ]
  for (const [field, inside, outside] of ranges) {
    it(`${field} may be ${inside.join(', ')} and not ${outside.join(', ')}`, () => {
      for (const value of inside) {
        assert.deepEqual(codes(changed(MODULE, ['s_bar: 0.3', `s_bar: 0.3, ${field}: ${value}`])), [], value)
      }
      for (const value of outside) {
        assert.deepEqual(codes(changed(MODULE, ['s_bar: 0.3', `s_bar: 0.3, ${field}: ${value}`])), ['CQ5001'], value)
      }
    })
  }

  for (const override of [
    'd_crit: 0.99',
    'd_crit: 0.01',
    'circuit_breaker { signal_absence_threshold: 6 }',
    'breakout_authorization { required_signers: 4 }',
    'memory { fidelity_high_threshold: 0.75 }',
    'memory { retention_days_standard: 61 }',
    'memory { retention_days_extended: 91 }',
    'w_initial: 0.05',
    'w_max: 0.4, w_floor_ceiling: 0.3',
  ]) {
    it(`\`${override}\` disagrees with another field`, () =>
      assert.deepEqual(codes(changed(MODULE, ['s_bar: 0.3', `s_bar: 0.3, ${override}`])), ['CQ5004']))
  }

  it('custom needs every field of the source document', () => {
    const { diagnostics } = check(changed(MODULE, ['software-dev-balanced', 'custom']), { packages })
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['CQ5005'],
    )
    assert.ok(diagnostics[0]?.message.includes('`memory.retention_days_maximum`'))
    assert.ok(!diagnostics[0]?.message.includes('`s_bar`'))
    assert.ok(!diagnostics[0]?.message.includes('`delta_d`'))
  })

  it('a derived preset is published under its base, every field written out', () => {
    const { policy } = manifestOf(
      changed(
        MODULE,
        ['role clerk', 'preset ours extends finance-compliance-high { kappa: 0.2, s_bar: 0.1 }\nrole clerk'],
        ['software-dev-balanced', 'ours'],
        ['coordination { s_bar: 0.3 }', 'coordination { tau: 0.4 }'],
      ),
    )
    const coordination = policy['coordination'] as Record<string, unknown>
    assert.equal(policy['preset'], 'finance-compliance-high')
    assert.deepEqual([coordination['kappa'], coordination['s_bar'], coordination['tau']], [0.2, 0.1, 0.4])
  })

  it('a preset that comes from none of the three is published as custom', () => {
    const { program } = expectDiagnostics('module demo\n\npreset sparse { tau: 0.5 }\n')
    assert.equal(program.presets[0]?.publishedName, 'custom')
  })
})

describe('trust', () => {
  const person = (name: string, key: string): string => `{ subject: "${name}", roles: [boss], public_key: "${key}" }`

  it('people may stand in the block itself', () => {
    const { policy } = manifestOf(trusting(`approvers: [${person('ada', KEYS[0]!)}]`))
    assert.deepEqual((policy['trust'] as Record<string, unknown>)['approvers'], [
      { subject: 'ada', roles: ['boss'], public_key: KEYS[0] },
    ])
    assert.deepEqual(policy['roles'], { boss: 'human', clerk: 'agent' })
  })

  it('a file is recorded with its digest', () => {
    const { files } = manifestOf({
      'main.claw': trusting('approvers: file("keys/people.yaml")'),
      'keys/people.yaml': '[]\n',
    })
    assert.deepEqual(files, {
      'keys/people.yaml': '37517e5f3dc66819f61f5a7bb8ace1921282415f10551d2defa5c3eb0985b570',
    })
  })

  for (const path of [
    '../a.yaml',
    '/a.yaml',
    './a.yaml',
    'a//b.yaml',
    'a/../b.yaml',
    'a\\\\b.yaml',
    'C:/a.yaml',
    '',
    'a/',
  ]) {
    it(`\`file(${JSON.stringify(path)})\` is refused`, () =>
      assert.deepEqual(codes(trusting(`approvers: file("${path}")`)), ['CQ5006']))
  }

  for (const [what, body, expected] of [
    ['a role of agents', '[{ subject: "a", roles: [clerk], public_key: "KEY" }]', 'CQ5010'],
    ['no role', '[{ subject: "a", roles: [], public_key: "KEY" }]', 'CQ4004'],
    ['no key', '[{ subject: "a", roles: [boss] }]', 'CQ4003'],
    ['a misspelt field', '[{ subject: "a", role: [boss], roles: [boss], public_key: "KEY" }]', 'CQ4001'],
    ['one person twice', `[${person('a', 'KEY')}, ${person('a', KEYS[1]!)}]`, 'CQ5018'],
    ['a number', '5', 'CQ4004'],
    ['two files', 'file("a", "b")', 'CQ4004'],
  ] as const) {
    it(`approvers with ${what} are an error`, () =>
      assert.deepEqual(codes(trusting(`approvers: ${body.replace('KEY', KEYS[0]!)}`)), [expected]))
  }

  it('an issuer has one of three algorithms and a key of it', () => {
    const issuer = (alg: string): string =>
      trusting(`issuers: [{ iss: "https://id.example", alg: "${alg}", kid: "1", public_key: "${KEYS[0]}" }]`)
    assert.deepEqual(codes(issuer('EdDSA')), [])
    assert.deepEqual(codes(issuer('ES256')), ['CQ5009'])
    assert.deepEqual(codes(issuer('none')), ['CQ4004'])
  })

  it('every place of an approval is filled by a person of its own', () => {
    const approved = (approval: string, people: readonly string[]): readonly string[] =>
      codes(
        changed(
          trusting(`approvers: [${people.join(', ')}]`),
          ['authorized_roles: [clerk]', `authorized_roles: [clerk]\n    approval: ${approval}`],
          ['role boss: human', 'role boss: human\nrole head: human'],
        ),
      )
    const with_ = (name: string, index: number, roles: string): string =>
      `{ subject: "${name}", roles: [${roles}], public_key: "${KEYS[index]}" }`
    const both = [with_('ada', 0, 'boss, head'), with_('bob', 1, 'boss')]
    assert.deepEqual(approved('1 of boss and 1 of head', both), [])
    assert.deepEqual(approved('2 of boss', both), [])
    assert.deepEqual(approved('2 of head', both), ['CQ5015'])
    assert.deepEqual(approved('2 of boss and 1 of head', both), ['CQ5015'])
    assert.deepEqual(approved('1 of head and 1 of boss', [with_('ada', 0, 'boss, head')]), ['CQ5015'])
  })
})

describe('provenance', () => {
  const block = MANIFEST.slice(MANIFEST.indexOf('  provenance {'), MANIFEST.indexOf('  permissions {'))
  const without = changed(MODULE, [block, ''])
  const text = 'build_source: a\nbase_model_weight_hash: b\nbase_model_hsm_signature: c\n'

  it('the block comes before the file, field by field', () => {
    const manifest = manifestOf({
      'main.claw': changed(without, ['  permissions', '  provenance { build_source: "here" }\n  permissions']),
      'provenance.yaml': text,
    })
    assert.deepEqual(manifest.provenance, {
      build_source: 'here',
      base_model_weight_hash: 'b',
      base_model_hsm_signature: 'c',
    })
  })

  it('a file that is named is read instead, and must be there', () => {
    const files = { 'main.claw': without, 'other.yaml': text }
    assert.deepEqual(check(files, { packages, provenance: 'other.yaml' }).diagnostics, [])
    assert.deepEqual(
      check(files, { packages, provenance: 'none.yaml' }).diagnostics.map(({ code }) => code),
      ['CQ5007'],
    )
  })

  for (const [what, content, expected] of [
    ['a misspelt field', `${text}build_sauce: x\n`, ['CQ4001']],
    ['a computed field', `${text}artifact_cids: []\n`, ['CQ5020']],
    ['a number', text.replace(': a', ': 5'), ['CQ4004']],
    ['a list', '- a\n', ['CQ4004']],
    ['a repeated key', `${text}build_source: x\n`, ['CQ5008']],
    ['nothing', '', ['CQ5014']],
  ] as const) {
    it(`a file with ${what} is an error`, () =>
      assert.deepEqual(codes({ 'main.claw': without, 'provenance.yaml': content }), expected))
  }
})

describe('invariants', () => {
  const names = (files: Record<string, string>): readonly string[] =>
    manifestOf(files).invariants.map(({ name }) => name)
  const policy = 'module org\n\ninvariant calm: actions.all(a, a.risk_tier < 4)\nrole auditor: human\n'

  it('at module level they range over manifests whose imports reach them', () => {
    const main = changed(MODULE, ['module demo\n', 'module demo\n\nimport middle { Name }\ntype Other = Name\n'])
    const middle = 'module middle\n\nimport org { auditor }\ntype Name = String(length: ..9)\nconst WHO = auditor\n'
    assert.deepEqual(names({ 'main.claw': main, 'middle/middle.claw': middle, 'org/org.claw': policy }), ['calm'])
    assert.deepEqual(names({ 'main.claw': MODULE, 'org/org.claw': policy }), [])
  })

  it('they come with the actions of other modules', () => {
    const desk = changed(HEAD + ACTION, ['module demo', 'module desk'])
    const main = changed(`module main\n${MANIFEST}`, ['module main', 'module main\n\nimport desk { tidying }'])
    assert.deepEqual(
      names({ 'a/main.claw': main, 'desk/a.claw': `${desk}\ninvariant calm: actions.all(a, a.quorum == 0)\n` }),
      ['calm'],
    )
  })

  it('those inside a manifest are its own', () => {
    const inside = changed(MODULE, ['  actions: [', '  invariant small: size(actions) < 5\n  actions: ['])
    assert.deepEqual(names({ 'main.claw': inside }), ['small'])
  })
})
