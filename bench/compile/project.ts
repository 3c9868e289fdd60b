/**
 * A project of any size, written twice: as policies of the language, and as the models and operations that TypeSpec would need for the same inputs and
 * outputs. Deterministic; ten actions a file, ten files a module, about sixteen lines an action on both sides, a thousand actions a manifest.
 */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface Written {
  readonly files: number
  readonly lines: number
}

const ACTIONS_PER_FILE = 10
const FILES_PER_MODULE = 10
/** A manifest has at most 8 MiB, which is about 3,000 actions. */
const ACTIONS_PER_MANIFEST = 1_000

/** `treasury`: the example whose keys, roles and provenance the project borrows. */
export function writeClawProject(directory: string, actions: number, treasury: string): Written {
  const files = new Map<string, string>()
  for (const { module, file, numbers } of layout(actions)) {
    const text = numbers.map((n) => (n % 2 === 0 ? clawAction(module, n) : clawRead(module, n))).join('\n')
    files.set(`desk${module}/part${file}.claw`, `${clawHead(module, file === 0)}\n${text}`)
  }
  const modules = [...new Set(layout(actions).map(({ module }) => module))]
  const ids = layout(actions).flatMap(({ module, numbers }) => numbers.map((n) => actionId(module, n)))
  files.set('base/base.claw', clawBase(modules))
  for (let first = 0; first < ids.length; first += ACTIONS_PER_MANIFEST) {
    const listed = ids.slice(first, first + ACTIONS_PER_MANIFEST)
    files.set(`agent/manifest${first}.claw`, clawManifest(`agent-${first}`, listed, treasury))
  }
  const written = write(directory, files)
  for (const path of ['keys', 'provenance.yaml'])
    cpSync(join(treasury, path), join(directory, path), { recursive: true })
  return written
}

export function writeTypeSpecProject(directory: string, actions: number): Written {
  const files = new Map<string, string>()
  for (const { module, file, numbers } of layout(actions)) {
    const head = `namespace Desk${module}.Part${file};\n\nusing Base;\n`
    files.set(
      `desk${module}/part${file}.tsp`,
      `import "../base.tsp";\n\n${head}\n${numbers.map((n) => (n % 2 === 0 ? typeSpecAction(n) : typeSpecRead(n))).join('\n')}`,
    )
  }
  const imports = [...files.keys()].map((path) => `import "./${path}";\n`).join('')
  files.set('base.tsp', TYPESPEC_BASE)
  files.set('main.tsp', imports)
  return write(directory, files)
}

interface Part {
  readonly module: number
  readonly file: number
  readonly numbers: readonly number[]
}

function layout(actions: number): readonly Part[] {
  const files = Math.ceil(actions / ACTIONS_PER_FILE)
  return Array.from({ length: files }, (_, index) => ({
    module: Math.floor(index / FILES_PER_MODULE),
    file: index % FILES_PER_MODULE,
    numbers: Array.from(
      { length: Math.min(ACTIONS_PER_FILE, actions - index * ACTIONS_PER_FILE) },
      (_, n) => index * ACTIONS_PER_FILE + n,
    ),
  }))
}

function actionId(module: number, n: number): string {
  return `desk${module}.${n % 2 === 0 ? 'move' : 'look'}_${n}`
}

function clawManifest(name: string, ids: readonly string[], treasury: string): string {
  const text = readFileSync(join(treasury, 'manifest.claw'), 'utf8')
  return text
    .slice(0, text.indexOf('invariant'))
    .replace('module acme.treasury\n', 'module bench.agent\n\nimport bench.base { settlement }\n')
    .replace('manifest treasury-agent', `manifest ${name}`)
    .replace(/actions: \[[^\]]*\]/, `actions: [\n    ${ids.join(',\n    ')},\n  ]`)
}

function clawBase(modules: readonly number[]): string {
  return `// What all desks share.
module bench.base

role finance-agent: agent

purpose settlement "Settle customer trades" {
  permits: [${modules.map((module) => `desk${module}.*`).join(', ')}]
}

type AccountRef = String(length: 1..64, pattern: r"ACC-[0-9]+")
type Amount = Float(decimals: 2, range: 0..10000000) unit USD
type Note = String(length: ..280)
`
}

function clawHead(module: number, isFirst: boolean): string {
  const head = `module bench.desk${module}

import bench.base { finance-agent, AccountRef, Amount, Note }
import std.roles { compliance-officer }
`
  if (!isFirst) return head
  return `${head}
object desk${module} {
  state open(AccountRef)
  operation move: open -> open
}
`
}

function clawAction(module: number, n: number): string {
  return `/// Move money at desk ${module}, in way ${n}.
action ${actionId(module, n)} {
  version: "1.0.0"
  input { from_account: AccountRef, to_account: AccountRef, amount: Amount, note?: Note }
  output { transaction_id: String(length: 1..64), status: "pending" | "done" }
  governance {
    classification: restricted, risk_tier: 4, authorized_roles: [finance-agent, compliance-officer]
    approval: 2 of compliance-officer within 2h
    max_impact: input.amount <= ${10_000 + n} USD
  }
  require distinct_accounts: input.from_account != input.to_account because "the accounts must differ"
  forbid unexplained: input.amount > ${1_000 + n} USD && !has(input.note) because "a large amount needs a note"
  effect desk${module}.move(input.from_account): open(input.from_account) -> open(input.to_account) {
    requires_confirmation: true
    reversible: false
  }
  execution { handler: "desk${module}.move", timeout: 30s, retry_policy: none }
}
`
}

function clawRead(module: number, n: number): string {
  return `/// Look at an account of desk ${module}, in way ${n}.
read ${actionId(module, n)} {
  version: "1.0.0"
  input { account: AccountRef, depth: Int(range: 1..${n + 10}) }
  output {
    balance: Amount
    note?: Note
  }
  governance { classification: sensitive, risk_tier: 1, authorized_roles: [finance-agent, compliance-officer] }
  execution { handler: "desk${module}.look", timeout: 5s, retry_policy: none }
}
`
}

const TYPESPEC_BASE = `namespace Base;

@minLength(1) @maxLength(64) @pattern("^ACC-[0-9]+$") scalar AccountRef extends string;
@minValue(0) @maxValue(10000000) scalar Amount extends float64;
@maxLength(280) scalar Note extends string;
`

function typeSpecAction(n: number): string {
  return `/** What moving money in way ${n} needs. */
model Move${n}Input {
  from_account: AccountRef;
  to_account: AccountRef;
  @maxValue(${10_000 + n}) amount: Amount;
  note?: Note;
}

/** What moving money in way ${n} gives. */
model Move${n}Output {
  @minLength(1) @maxLength(64) transaction_id: string;
  status: "pending" | "done";
}

/** Move money in way ${n}. */
@summary("move ${n}")
op move${n}(...Move${n}Input): Move${n}Output;
`
}

function typeSpecRead(n: number): string {
  return `/** What looking in way ${n} needs. */
model Look${n}Input {
  account: AccountRef;
  @minValue(1) @maxValue(${n + 10}) depth: int32;
}

/** What looking in way ${n} gives. */
model Look${n}Output {
  balance: Amount;
  note?: Note;
}

/** Look at an account in way ${n}. */
@summary("look ${n}")
op look${n}(...Look${n}Input): Look${n}Output;
`
}

function write(directory: string, files: ReadonlyMap<string, string>): Written {
  let lines = 0
  for (const [path, text] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
    lines += text.split('\n').length - 1
  }
  return { files: files.size, lines }
}
