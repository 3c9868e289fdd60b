/**
 * What expressions of a guard may read: the checked locals of the input, and members of claims and context, which each check that reads one vouches
 * for itself. A member that is missing or ill-typed fails that check, whichever way its expression would have gone.
 */
import type { Expr, Root } from '../../program/expression.ts'
import type { Field } from '../../program/type.ts'
import { pascalCase } from '../action-names.ts'
import { code, ifThen, type Line, member } from '../code.ts'
import type { GeneratedModule } from '../generated-module.ts'
import { invariant } from '../invariant.ts'
import { typescriptType } from '../typescript-type.ts'
import { type ExpressionPlace, printExpression, printNegation, type Reference } from './expression.ts'
import { printTypeRefusal } from './type-check.ts'
import { visitExpression } from './visit-expression.ts'

export interface RequestChecks {
  /** Statements that return `denial` when the condition is not `passing`, or when what it reads of claims and context is missing or ill-typed. */
  condition(condition: Expr, passing: boolean, denial: string): readonly Line[]
  /** The same for `measure <= value`. */
  limit(measure: Expr, value: number, denial: string): readonly Line[]
}

/** `locals`: field of the input → the local constant that holds its checked value. */
export function createRequestChecks(module: GeneratedModule, locals: ReadonlyMap<string, string>): RequestChecks {
  const vouchedFor = new Set<string>()
  const place: ExpressionPlace = {
    field: (root, name, field) => referenceTo(root, name, field, locals),
    root: (root) => {
      invariant(root === 'input', `an expression of a guard reads all of ${root}`)
      return { name: 'input', typeText: 'Readonly<Record<string, unknown>>' }
    },
  }
  const before = (expression: Expr, denial: string): readonly Line[] =>
    requestMembers(expression).flatMap(({ root, field }) => {
      const local = `${root}$${field.name}`
      if (vouchedFor.has(local)) return []
      vouchedFor.add(local)
      const source = member(root, field.name)
      // The claims are known to be an object since the check of the role.
      const read = root === 'claims' ? source : `${module.use('isRecord')}(context) ? ${source} : undefined`
      const test = printTypeRefusal(module, field.type, local, pascalCase(`${root}_${field.name}`))
      const failing = field.optional ? code`${local} !== undefined && ${test}` : test
      return [`const ${local} = ${read}`, ...ifThen(failing, `return ${denial}`)]
    })
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
  }
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

interface RequestMember {
  readonly root: 'claims' | 'context'
  readonly field: Field
}

/** Anywhere in the expression, read or skipped at run time, each once. */
function requestMembers(expression: Expr): readonly RequestMember[] {
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
