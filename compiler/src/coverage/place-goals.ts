/**
 * Where a goal stands in the source: the operand, the rule, the entry of the governance, the name of the action. What is inside a function is at its call.
 * Reads trees and the program's origins; judges nothing.
 */
import { caseConditions } from '../program/approval-cases.ts'
import type { Expr } from '../program/expression.ts'
import type { Action, Program } from '../program/program.ts'
import { partsOf } from '../program/visit-expression.ts'
import type { Location } from '../source/span.ts'
import type { ActionDeclaration, Entry, Expression, SourceTree } from '../syntax/tree.ts'
import type { Goal, GoalSubject } from './goal.ts'
import { pairExpressions } from './pair-expressions.ts'

export interface CoverageFile {
  readonly path: string
  readonly text: string
  readonly tree: SourceTree
}

export interface PlacedGoal {
  readonly location: Location
  /** The text there, where the goal is about that text. */
  readonly source: string | undefined
  /** It stands in an action that this one extends, and may be shown of that one. */
  readonly isInherited: boolean
}

/** Undefined for the action of a package: it is its author's to test. */
export type PlaceGoal = (goal: Goal) => PlacedGoal | undefined

export function createPlaceGoal(program: Program, files: readonly CoverageFile[]): PlaceGoal {
  const nodes = new Map(
    files.flatMap((file) =>
      file.tree.declarations.flatMap((node) =>
        node.kind === 'action' ? [[node.name.text, { node, file }] as const] : [],
      ),
    ),
  )
  const actions = new Map(program.actions.map((action) => [action.id, action]))
  const sources = new Map<string, ReadonlyMap<Expr, Source>>()
  return ({ action: id, subject }) => {
    const placed = nodes.get(id)
    const action = actions.get(id)
    if (placed === undefined || action === undefined) return undefined
    const at = (location: Location, source?: string): PlacedGoal => {
      const { node, file } = placed
      const isOwn =
        location.file === file.path && location.span.start >= node.span.start && location.span.end <= node.span.end
      const isInherited = node.base !== undefined && !isOwn
      // Of a package's action only the name is here that extends it.
      const isHere = files.some(({ path }) => path === location.file)
      return { location: isHere ? location : { file: file.path, span: node.name.span }, source, isInherited }
    }
    if (subject.kind !== 'branch') return at(placeOf(program, id, subject))
    const known = sources.get(id) ?? sourcesOf(action, chainOf(placed, nodes), files)
    sources.set(id, known)
    const source = known.get(subject.expression)
    if (source === undefined) return at(originOf(program, id, 'governance'))
    const { file, node, isWhole } = source
    return at(
      { file: file.path, span: node.span },
      isWhole ? file.text.slice(node.span.start, node.span.end) : undefined,
    )
  }
}

interface PlacedAction {
  readonly node: ActionDeclaration
  readonly file: CoverageFile
}

/** The action, then those of the project that it extends, the nearest first. */
function chainOf(placed: PlacedAction, nodes: ReadonlyMap<string, PlacedAction>): readonly PlacedAction[] {
  const chain: PlacedAction[] = []
  for (let next: PlacedAction | undefined = placed; next !== undefined && !chain.includes(next); ) {
    chain.push(next)
    next = nodes.get(next.node.base?.text ?? '')
  }
  return chain
}

function placeOf(program: Program, action: string, subject: Exclude<GoalSubject, { kind: 'branch' }>): Location {
  switch (subject.kind) {
    case 'call':
    case 'grant':
      return originOf(program, action)
    case 'rule':
      return originOf(program, action, `rule:${subject.name}`)
    case 'approval':
      return originOf(program, action, 'governance/approval', 'governance')
    case 'term':
      return originOf(program, action, `governance/${subject.entry}`, 'governance')
    case 'denial':
      return originOf(program, action, ...ENTRIES[subject.check])
  }
}

/** What each check compares with, as far as the action says it itself. */
const ENTRIES: Readonly<Record<Extract<GoalSubject, { kind: 'denial' }>['check'], readonly string[]>> = {
  schema: ['input'],
  facts: [],
  scope: ['governance/scopes', 'governance'],
  role: ['governance/authorized_roles', 'governance'],
  purpose: [],
  classification: ['governance/classification', 'governance'],
  impact: ['governance/max_impact', 'governance'],
}

function originOf({ origins }: Program, action: string, ...parts: readonly string[]): Location {
  for (const part of parts) {
    const origin = origins.get(`action:${action}/${part}`)
    if (origin !== undefined) return origin
  }
  const { file, span } = origins.get(`action:${action}`) ?? { file: '', span: { start: 0, end: 0 } }
  return { file, span }
}

interface Source {
  readonly file: CoverageFile
  readonly node: Expression
  /** The node is the expression's own, not that of the call it stands in. */
  readonly isWhole: boolean
}

function sourcesOf(
  action: Action,
  chain: readonly PlacedAction[],
  files: readonly CoverageFile[],
): ReadonlyMap<Expr, Source> {
  const sources = new Map<Expr, Source>()
  const add = (written: Expression | undefined, expression: Expr | undefined, where: CoverageFile): void => {
    if (written === undefined || expression === undefined) return
    const pairs = new Map<Expr, Expression>()
    pairExpressions(written, expression, pairs)
    addParts(expression, { file: where, node: written, isWhole: true }, pairs, sources)
  }
  for (const rule of action.rules) {
    for (const { node, file } of chain) {
      add(node.rules.find(({ name }) => name.text === rule.name)?.condition, rule.condition, file)
    }
  }
  for (const { value, where } of inheritedValues('max_impact', chain, files)) {
    if (value?.kind === 'binary') add(value.left, action.governance.maxImpact?.measure, where)
  }
  const cases = inheritedValues('approval', chain, files).flatMap(({ value, where }) =>
    value?.kind === 'approval' ? value.conditions.map((condition) => ({ condition, where })) : [],
  )
  const topics = cases.map(({ condition }) => condition.topic.text)
  caseConditions(action.governance.approval, topics).forEach((expression, index) => {
    const { condition, where } = cases[index]!
    add(condition.condition, expression, where)
  })
  return sources
}

/** The part, and all inside it that has no source of its own, at the source of the smallest that has one. */
function addParts(
  expression: Expr,
  around: Source,
  pairs: ReadonlyMap<Expr, Expression>,
  sources: Map<Expr, Source>,
): void {
  const node = pairs.get(expression)
  const own: Source = node === undefined ? { ...around, isWhole: false } : { ...around, node, isWhole: true }
  if (!sources.has(expression)) sources.set(expression, own)
  for (const part of partsOf(expression)) addParts(part, own, pairs, sources)
}

/** Of the first of them that has any. */
function inheritedValues(
  entry: string,
  chain: readonly PlacedAction[],
  files: readonly CoverageFile[],
): ReturnType<typeof governanceValues> {
  return (
    chain.map(({ node, file }) => governanceValues(entry, node, file, files)).find(({ length }) => length > 0) ?? []
  )
}

/** The entries of that name: the action's own, else those of the governance it builds on, which stand in one of the project's files. */
function governanceValues(
  entry: string,
  { governance }: ActionDeclaration,
  file: CoverageFile,
  files: readonly CoverageFile[],
): readonly { readonly value: Entry['value']; readonly where: CoverageFile }[] {
  const named = (entries: readonly Entry[], where: CoverageFile) =>
    entries.filter(({ name }) => name.text === entry).map(({ value }) => ({ value, where }))
  const own = named(governance?.entries ?? [], file)
  const base = governance?.base?.text
  if (own.length > 0 || base === undefined) return own
  const declared = files.flatMap((where) =>
    where.tree.declarations.flatMap((node) =>
      node.kind === 'governance' && node.name.text === base ? [{ node, where }] : [],
    ),
  )
  // Of several of that name the one of the same module; one that was imported under another name is not looked for.
  const module = file.tree.module?.text
  const found = declared.find(({ where }) => where.tree.module?.text === module) ?? declared[0]
  return found === undefined ? [] : named(found.node.entries, found.where)
}
