/**
 * What expressions of a guard may read: the checked locals of the input, and members of claims and context, which each check that reads one vouches
 * for itself. A member that is missing or ill-typed fails that check, whichever way its expression would have gone.
 */
import { ILL_FORMED_FACTS, missingFactText } from '../../program/denial-text.ts'
import type { Expr, Root } from '../../program/expression.ts'
import type { Field, RecordType } from '../../program/type.ts'
import { visitExpression } from '../../program/visit-expression.ts'
import { pascalCase } from '../action-names.ts'
import { type Code, code, ifThen, joinCode, type Line, member, quote } from '../code.ts'
import type { GeneratedModule } from '../generated-module.ts'
import { invariant } from '../invariant.ts'
import { typescriptType } from '../typescript-type.ts'
import { type ExpressionPlace, printExpression, printNegation, type Reference } from './expression.ts'
import { printTypeRefusal } from './type-check.ts'

export interface RequestChecks {
  /** Statements that return `denial` when the condition is not `passing`, or when what it reads of claims and context is missing or ill-typed. */
  condition(condition: Expr, passing: boolean, denial: string): readonly Line[]
  /** The same for `measure <= value`. */
  limit(measure: Expr, value: number, denial: string): readonly Line[]
  /** Statements that return a denial when a fact is missing or ill-typed; to be placed before anything that reads one. `deny` gives the denial of a reason. */
  facts(facts: RecordType, deny: (message: string) => string): readonly Line[]
  /** Statements that return `decision` when the condition holds and everything it reads is there and well-typed; to be placed last. */
  waiver(condition: Expr, decision: string): readonly Line[]
}

/** `locals`: field of the input → the local constant that holds its checked value. */
export function createRequestChecks(module: GeneratedModule, locals: ReadonlyMap<string, string>): RequestChecks {
  const vouchedFor = new Set<string>()
  const declared = new Set<string>()
  const place: ExpressionPlace = {
    field: (root, name, field) => referenceTo(root, name, field, locals),
    root: (root) => {
      invariant(root === 'input', `an expression of a guard reads all of ${root}`)
      return { name: 'input', typeText: 'Readonly<Record<string, unknown>>' }
    },
  }
  /** The local that holds a member, and whether it is to be refused; undefined for one that an earlier check has vouched for. */
  const examine = ({ root, field }: RequestMember): Examined | undefined => {
    const local = `${root}$${field.name}`
    if (vouchedFor.has(local)) return undefined
    const lines = declared.has(local) ? [] : [`const ${local} = ${source(root, field)}`]
    declared.add(local)
    const test = printTypeRefusal(module, field.type, local, pascalCase(`${root}_${field.name}`))
    return { local, lines, failing: field.optional ? code`${local} !== undefined && (${test})` : test }
  }
  const source = (root: RequestMember['root'], field: Field): string => {
    // The claims are known to be an object since the check of the role.
    if (root === 'claims') return member(root, field.name)
    if (field.name === 'now')
      return `${module.use('isRecord')}(context) ? ${module.use('own')}(context, 'now') : undefined`
    return `${module.use('isRecord')}(facts) ? ${module.use('own')}(facts, ${quote(field.name)}) : undefined`
  }
  const vouch = (members: readonly RequestMember[], denial: string): readonly Line[] =>
    members.flatMap((one) => {
      const examined = examine(one)
      if (examined === undefined) return []
      vouchedFor.add(examined.local)
      return [...examined.lines, ...ifThen(examined.failing, `return ${denial}`)]
    })
  const before = (expression: Expr, denial: string): readonly Line[] => vouch(requestMembers(expression), denial)
  return {
    condition(condition, passing, denial) {
      const failing = passing ? printNegation(module, condition, place) : printExpression(module, condition, place)
      return [...before(condition, denial), ...ifThen(failing, `return ${denial}`)]
    },
    limit(measure, value, denial) {
      const amount = printExpression(module, measure, place)
      return [
        ...before(measure, denial),
        ...ifThen(code`!(${isAtom(measure) ? amount : code`(${amount})`} <= ${String(value)})`, `return ${denial}`),
      ]
    },
    facts(facts, deny) {
      const illFormed = `${module.use('isRecord')}(facts) && ${module.use('illFormedText')}(facts) !== undefined`
      return [
        `const facts = ${module.use('isRecord')}(context) ? ${module.use('own')}(context, 'facts') : undefined`,
        ...facts.fields.flatMap((field) => vouch([{ root: 'context', field }], deny(missingFactText(field.name)))),
        ...ifThen(illFormed, `return ${deny(ILL_FORMED_FACTS)}`),
      ]
    },
    waiver(condition, decision) {
      const examined = requestMembers(condition)
        .map(examine)
        .filter((one) => one !== undefined)
      const printed = printExpression(module, condition, place)
      const tests = joinCode(
        examined.map(({ failing }) => code`(${failing})`),
        ' || ',
      )
      const holds = examined.length === 0 ? printed : code`!(${tests}) && (${printed})`
      return [...examined.flatMap(({ lines }) => lines), ...ifThen(holds, `return ${decision}`)]
    },
  }
}

interface Examined {
  readonly local: string
  readonly lines: readonly string[]
  readonly failing: Code | string
}

function isAtom(expression: Expr): boolean {
  return expression.kind === 'field' || expression.kind === 'call' || expression.kind === 'literal'
}

function referenceTo(
  root: Root,
  name: string,
  field: Field | undefined,
  locals: ReadonlyMap<string, string>,
): Reference | undefined {
  const local = root === 'input' ? locals.get(name) : `${root}$${name}`
  if (field === undefined || local === undefined) return undefined
  return { name: local, typeText: `${typescriptType(field.type)}${field.optional ? ' | undefined' : ''}` }
}

export interface RequestMember {
  readonly root: 'claims' | 'context'
  readonly field: Field
}

/** Anywhere in the expression, read or skipped at run time, each once. */
export function requestMembers(expression: Expr): readonly RequestMember[] {
  const members = new Map<string, RequestMember>()
  visitExpression(expression, (part) => {
    if (part.kind !== 'field' && part.kind !== 'has') return
    const { object } = part
    if (object.kind !== 'root' || (object.root !== 'claims' && object.root !== 'context')) return
    const field = object.type.kind === 'record' ? object.type.fields.find(({ name }) => name === part.field) : undefined
    invariant(field !== undefined, `${object.root} has no member ${part.field}`)
    members.set(`${object.root}.${field.name}`, { root: object.root, field })
  })
  return [...members.values()]
}
