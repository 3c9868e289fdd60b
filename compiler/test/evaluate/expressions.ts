/** Short constructors of types and typed expressions, so that tests read like the policies they stand for. */
import type { BinaryExpr, Builtin, Expr, QuantifierExpr, Root } from '../../src/program/expression.ts'
import type { Field, RecordType, Type } from '../../src/program/type.ts'

export const BOOL: Type = { kind: 'bool' }
export const INT: Type = { kind: 'int', min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }
export const FLOAT: Type = { kind: 'float' }
export const STRING: Type = { kind: 'string', minLength: 0, maxLength: 64 }
export const TIMESTAMP: Type = { kind: 'timestamp' }

export function field(name: string, type: Type, more: Partial<Field> = {}): Field {
  return { name, type, optional: false, nullable: false, ...more }
}

export function record(...fields: readonly Field[]): RecordType {
  return { kind: 'record', open: false, fields }
}

export function list(element: Type, minLength = 0, maxLength = 16, unique = false): Type {
  return { kind: 'list', element, minLength, maxLength, unique }
}

export function literal(value: boolean | number | string, type?: Type): Expr {
  const implied = typeof value === 'boolean' ? BOOL : typeof value === 'string' ? STRING : INT
  return { kind: 'literal', value, type: type ?? implied }
}

export function root(name: Root, type: Type): Expr {
  return { kind: 'root', root: name, type }
}

/** `object.field`, typed by the object's record type. */
export function member(object: Expr, name: string): Expr {
  const type = object.type.kind === 'record' ? object.type.fields.find((f) => f.name === name)?.type : undefined
  if (type === undefined) throw new Error(`no field ${name}`)
  return { kind: 'field', object, field: name, type }
}

export function has(object: Expr, name: string): Expr {
  return { kind: 'has', object, field: name, type: BOOL }
}

export function binary(left: Expr, operator: BinaryExpr['operator'], right: Expr, type: Type = BOOL): Expr {
  return { kind: 'binary', operator, left, right, type }
}

export function not(operand: Expr): Expr {
  return { kind: 'unary', operator: '!', operand, type: BOOL }
}

export function negative(operand: Expr): Expr {
  return { kind: 'unary', operator: '-', operand, type: operand.type }
}

export function call(builtin: Builtin, type: Type, ...values: readonly Expr[]): Expr {
  return { kind: 'call', builtin, arguments: values, type }
}

export function variable(depth: number, type: Type, name = 'x'): Expr {
  return { kind: 'variable', depth, name, type }
}

export function quantifier(form: QuantifierExpr['quantifier'], range: Expr, body: Expr, type: Type = BOOL): Expr {
  return { kind: 'quantifier', quantifier: form, range, variable: 'x', body, type }
}
