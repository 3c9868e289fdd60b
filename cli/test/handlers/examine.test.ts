/** Handlers against their actions: what is proven, what is refused, what is only warned of, in TypeScript and in JavaScript. */
import assert from 'node:assert/strict'
import { examine, examineFully } from './examine.ts'

const MANIFEST = `
manifest desk-agent {
  identity {
    agent_id: "desk-agent-01"
    runtime: custom
    runtime_version: "1.0.0"
    model_family: "small"
    coordinator_key_ref: "hsm://coordinator/1"
  }
  provenance {
    build_source: "git-worktree:main"
    base_model_weight_hash: "9060ceb38d9c37d37249d96671df1de0"
    base_model_hsm_signature: "c2lnbmF0dXJl"
  }
  permissions { classification_level: standard, processing_purpose: work }
  policy {
    preset: software-dev-balanced
    required_signatures: 1
    canary_rollout: false
    rollback_rules: "none"
    compatible_policy_version: "^1.1.0"
    coordination { s_bar: 0.3 }
  }
  actions: [note.write, note.find]
}
`
const POLICY = `module demo

role clerk: agent

object note {
  state any
  operation write: any -> any
}

purpose work "Work" { permits: [note.write, note.find, note.lose] }

type Line = { text: String(length: ..80), mark?: nullable String(length: ..9) }

/// Writes a note.
action note.write {
  version: "1.0.0"
  input { text: String(length: 1..64), times: Int(range: 1..9) = 1, due?: Timestamp }
  output { id: String, lines: List<Line>(length: ..9), tags: Map<Int>(size: ..3), urgent: Bool = false }
  governance { classification: standard, risk_tier: 1, authorized_roles: [clerk] }
  effect note.write(input.text): any -> any { reversible: true }
  execution { handler: "note.write", compensate: "note.erase", timeout: 5s, retry_policy: none }
}

/// Finds notes.
read note.find {
  version: "1.0.0"
  input { text: String(length: 1..64) }
  output { state: "found" | "none" }
  governance { classification: standard, risk_tier: 1, authorized_roles: [clerk] }
  execution { handler: "note.find", timeout: 5s, retry_policy: none }
}

/// Listed by no manifest: nobody asks for its handler.
read note.lose {
  version: "1.0.0"
  input { text: String(length: 1..64) }
  output { state: Bool }
  governance { classification: standard, risk_tier: 1, authorized_roles: [clerk] }
  execution { handler: "note.lose", timeout: 5s, retry_policy: none }
}
${MANIFEST}`

const WRITE = `'note.write': async () => ({ id: 'N', lines: [{ text: 'a' }], tags: { b: 1 } })`
const FIND = `'note.find': () => ({ state: 'none' as const })`
const ERASE = `'note.erase': () => undefined`
const table = (...members: readonly string[]) => `export default {\n  ${members.join(',\n  ')},\n}\n`
const write = (handler: string, before = '') => `${before}\n${table(`'note.write': ${handler}`, FIND, ERASE)}`
const found = (code: string, at: string, severity = 'error') => [code, severity, at]
const W = "'note.write'"

const FITTING: readonly (readonly [what: string, handlers: string])[] = [
  ['functions without parameters', table(WRITE, FIND, ERASE)],
  [
    'the input as rules see it',
    write(
      '(input: { readonly text: string; readonly times: number; readonly due?: string }) => ({ id: input.text, lines: [], tags: {} })',
    ),
  ],
  ['a wider input', write('(input: { text: string | number }) => ({ id: String(input.text), lines: [], tags: {} })')],
  ['unknown', write("(_input: unknown) => ({ id: '', lines: [], tags: {} })")],
  [
    'the context',
    write(
      '(_: object, { idempotencyKey, attempt, requester }: { idempotencyKey: string; attempt: number; requester: { subject: string; owner?: string } }) => ({ id: `${idempotencyKey}${attempt}${requester.subject}`, lines: [], tags: {} })',
    ),
  ],
  [
    'further optional parameters',
    write(
      '(_: object, __: object, limit = 5, ...rest: string[]) => ({ id: `${limit}${rest.length}`, lines: [], tags: {} })',
    ),
  ],
  ['every parameter in one', write('(...all: readonly unknown[]) => ({ id: `${all.length}`, lines: [], tags: {} })')],
  [
    'a method',
    table(`'note.write'({ text }: { text: string }) { return { id: text, lines: [], tags: {} } }`, FIND, ERASE),
  ],
  ['a generic function', write('<T extends { text: string }>(input: T) => ({ id: input.text, lines: [], tags: {} })')],
  [
    'an overloaded function',
    write(
      'over',
      'function over(input: number): number\nfunction over(input: { text: string }): { id: string; lines: []; tags: {} }\nfunction over(_input: unknown): any { return 1 }',
    ),
  ],
  ['a thenable', write('then', 'declare function then(): PromiseLike<{ id: string; lines: []; tags: {} }>')],
  [
    'null where it is nullable, a default written out',
    write("() => ({ id: '', lines: [{ text: 'a', mark: null }], tags: {}, urgent: true })"),
  ],
  ['what never comes back', write("(): never => { throw new Error('x') }")],
  ['a table by name', `const handlers = {\n${WRITE},\n${FIND},\n${ERASE} }\nexport { handlers as default }\n`],
  ['a table put together', `export default Object.assign({}, {\n${WRITE} }, {\n${FIND},\n${ERASE} })\n`],
]

const UNFIT: readonly (readonly [what: string, handlers: string, ...(readonly string[])[]])[] = [
  [
    'a field that the input has not',
    write('({ name }: { name: string }) => ({ id: name, lines: [], tags: {} })'),
    found('CQ8004', W),
  ],
  [
    'a method that takes less than it gets',
    table(`'note.write'(input: { text: 'only this' }) { return { id: input.text, lines: [], tags: {} } }`, FIND, ERASE),
    found('CQ8004', W),
  ],
  [
    'a third parameter that must be there',
    write('(_: object, __: object, more: string) => ({ id: more, lines: [], tags: {} })'),
    found('CQ8004', W),
  ],
  [
    'an optional field taken for one that is there',
    write('(input: { due: string }) => ({ id: input.due, lines: [], tags: {} })'),
    found('CQ8004', W),
  ],
  ['a constructor', write('Note', "class Note { id = 'a' }"), found('CQ8003', W)],
  [
    'perhaps nothing',
    write('maybe', 'declare const maybe: (() => { id: string; lines: []; tags: {} }) | undefined'),
    found('CQ8003', W),
  ],
  ['a result without a field', write("() => ({ id: '', lines: [] })"), found('CQ8005', W)],
  ['a result of another type', write('() => ({ id: 5, lines: [], tags: {} })'), found('CQ8005', W)],
  [
    'a result deep inside of another type',
    write("() => ({ id: '', lines: [{ text: 1 }], tags: {} })"),
    found('CQ8005', W),
  ],
  [
    'a word that is none of the output’s',
    table(WRITE, `'note.find': () => ({ state: 'perhaps' as const })`, ERASE),
    found('CQ8005', "'note.find'"),
  ],
  [
    'any text for one of two',
    table(WRITE, `'note.find': () => ({ state: 'none' as string })`, ERASE),
    found('CQ8005', "'note.find'"),
  ],
  ['nothing', write('() => undefined'), found('CQ8005', W)],
  [
    'perhaps a result',
    write("(input: { times: number }) => input.times > 1 ? undefined : { id: '', lines: [], tags: {} }"),
    found('CQ8005', W),
  ],
  ['what nobody knows', write('(): unknown => 1'), found('CQ8005', W)],
  ['a promise of something else', write("async () => 'N'"), found('CQ8005', W)],
  ['null where nothing is nullable', write('() => ({ id: null, lines: [], tags: {} })'), found('CQ8005', W)],
  ['a field too many', write("() => ({ id: '', lines: [], tags: {}, row: 1 })"), found('CQ8006', W)],
  ['a field too many inside', write("() => ({ id: '', lines: [{ text: '', row: 1 }], tags: {} })"), found('CQ8006', W)],
  [
    'a field too many in one case',
    write(
      "(input: { times: number }) => input.times > 1 ? { id: '', lines: [], tags: {} } : { id: '', lines: [], tags: {}, row: 1 }",
    ),
    found('CQ8006', W),
  ],
  ['any', write('loose', 'declare const loose: any'), found('CQ8007', W, 'warning')],
  ['any input', write('(input: any) => ({ id: String(input), lines: [], tags: {} })'), found('CQ8007', W, 'warning')],
  ['any result', write("() => JSON.parse('{}')"), found('CQ8007', W, 'warning')],
  [
    'any inside a result',
    write("() => ({ id: '', lines: [{ text: JSON.parse('1') }], tags: { a: JSON.parse('1') } })"),
    found('CQ8007', W, 'warning'),
    found('CQ8007', W, 'warning'),
  ],
  [
    'a compensation with another input',
    table(WRITE, FIND, `'note.erase': (input: { name: string }) => input.name`),
    found('CQ8004', "'note.erase'"),
  ],
  [
    'a handler that only an unlisted action has',
    table(WRITE, FIND, ERASE, `'note.lose': () => ({ state: true })`),
    found('CQ8008', "'note.lose'", 'warning'),
  ],
  [
    'a name that is misspelt',
    table(WRITE.replace('write', 'writ'), FIND, ERASE),
    found('CQ8002', 'default'),
    found('CQ8008', "'note.writ'", 'warning'),
  ],
  [
    'a table that admits any name',
    `const all: Record<string, () => unknown> = { ${FIND} }\nexport default all\n`,
    found('CQ8002', 'default'),
    found('CQ8002', 'default'),
    found('CQ8002', 'default'),
  ],
  [
    'methods of a class',
    `class All { ${FIND.replace(': () => (', '() { return ').replace(' as const })', ' as const }}')} }\nexport default new All()\n`,
    found('CQ8002', 'default'),
    found('CQ8002', 'default'),
    found('CQ8002', 'default'),
  ],
  ['no default export', `export const handlers = { ${WRITE} }\n`, found('CQ8001', '')],
  ['a default export that is no table', 'export default 5\n', found('CQ8001', 'default')],
  ['a list', 'export default [() => 1]\n', found('CQ8001', 'default')],
  ['any table', "export default JSON.parse('{}')\n", found('CQ8001', 'default')],
  ['what cannot be parsed', 'export default {\n', found('CQ8001', '')],
  [
    'an error of its own',
    write('(): { id: string; lines: []; tags: {} } => ({ id: 5, lines: [], tags: {} })'),
    found('CQ8009', 'id'),
  ],
  [
    'a module that is not there',
    write('taken', "import { taken } from './nowhere.ts'"),
    found('CQ8009', "'./nowhere.ts'"),
    found('CQ8007', W, 'warning'),
  ],
]

describe('handlers that fit', function () {
  this.timeout(60_000)
  for (const [what, handlers] of FITTING) it(what, () => assert.deepEqual(examine(POLICY, handlers), []))

  it('in JavaScript, with JSDoc types, whatever the name of the file', () => {
    const text = `/** @param {{ text: string }} input */\nconst write = async ({ text }) => ({ id: text, lines: [], tags: {} })\n${table("'note.write': write", `'note.find': () => ({ state: /** @type {const} */ ('none') })`, ERASE)}`
    for (const name of ['handlers.js', 'handlers.mjs']) assert.deepEqual(examine(POLICY, text, name), [], name)
  })

  it('taken from another module, and with the types of a package', () => {
    const other = `import type { ReadableOptions } from 'node:stream'\nexport const write = ({ text }: { text: string }, _: unknown, __?: ReadableOptions) => ({ id: text, lines: [], tags: {} })\n`
    const text = `import { strict } from 'node:assert'\nimport { write } from './other.ts'\nstrict.ok(write)\n${table("'note.write': write", FIND, ERASE)}`
    assert.deepEqual(examine(POLICY, text, 'handlers.ts', { 'tsconfig.json': '{}', 'other.ts': other }), [])
  })

  it('under a tsconfig.json: its paths count, its laxness does not', () => {
    const tsconfig = JSON.stringify({
      compilerOptions: { strict: false, noUnusedLocals: true, composite: true, paths: { '#other': ['./other.ts'] } },
      include: ['nothing'],
    })
    const text = (type: string) =>
      `import { write } from '#other'\n${table("'note.write': write", FIND, ERASE)}// ${type}`
    const other = (type: string) =>
      `export const write = (input: { due${type}: string }) => ({ id: input.due ?? '', lines: [], tags: {} })\n`
    assert.deepEqual(
      examine(POLICY, text('fits'), 'handlers.ts', { 'tsconfig.json': tsconfig, 'other.ts': other('?') }),
      [],
    )
    assert.deepEqual(
      examine(POLICY, text('does not'), 'handlers.ts', { 'tsconfig.json': tsconfig, 'other.ts': other('') }),
      [found('CQ8004', W)],
    )
    assert.throws(
      () => examine(POLICY, text(''), 'handlers.ts', { 'tsconfig.json': '{ "compilerOptions": { "target": "ES1" } }' }),
      /tsconfig\.json: .*target/,
    )
  })
})

describe('handlers that do not fit', function () {
  this.timeout(60_000)
  for (const [what, handlers, ...wanted] of UNFIT) it(what, () => assert.deepEqual(examine(POLICY, handlers), wanted))

  it('in JavaScript: without a type nothing is proven, with one it is', () => {
    const text = (doc: string) =>
      `${doc}\nconst write = async ({ text }) => ({ id: text, lines: [], tags: {} })\n${table("'note.write': write", `'note.find': () => ({ state: /** @type {const} */ ('none') })`, ERASE)}`
    assert.deepEqual(examine(POLICY, text(''), 'handlers.mjs'), [found('CQ8007', W, 'warning')])
    assert.deepEqual(examine(POLICY, text('/** @param {{ name: string, text: string }} input */'), 'handlers.mjs'), [
      found('CQ8004', W),
    ])
  })

  it('are explained by TypeScript, with the action beside them and a near miss', () => {
    const { diagnostics } = examineFully(
      POLICY,
      write('() => ({ id: 5, lines: [], tags: {} })').replace("'note.find'", "'note.fnd'"),
    )
    const [missing, unfit] = diagnostics
    assert.deepEqual(
      [missing?.help, missing?.related[0]?.message],
      ['is `note.fnd` the one?', 'the action `note.find`'],
    )
    assert.deepEqual(
      unfit?.related.map(({ location }) => POLICY.slice(location.span.start, location.span.end)),
      ['note.write'],
    )
    assert.deepEqual(unfit?.notes.at(-1), "TypeScript: Type 'number' is not assignable to type 'string'")
  })
})
