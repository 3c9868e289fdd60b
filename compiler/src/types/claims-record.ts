/**
 * The types of the roots `claims` and `context`: what an expression may read about the caller and the moment. Lengths are generous bounds that make
 * quantifiers over claims analysable; whoever evaluates an expression that reads a claim must find it well-typed first.
 */
import type { Expr } from '../program/expression.ts'
import type { Field, RecordType, Type } from '../program/type.ts'

/** INVARIANT L1: everything a quantifier or pattern can touch has an upper length. */
const TEXT: Type = { kind: 'string', minLength: 0, maxLength: 1024 }
const TEXTS: Type = { kind: 'list', element: TEXT, minLength: 0, maxLength: 1024, unique: false }
const CLASSIFICATION: Type = { kind: 'enum', values: ['standard', 'sensitive', 'restricted', 'high'] }

const IMPACT: RecordType = {
  kind: 'record',
  open: false,
  fields: [field('currency', { kind: 'string', minLength: 1, maxLength: 16 }), field('value', { kind: 'float' })],
}

/** Verified claims, flattened, as `AtrClaims` has them. */
export const CLAIMS_RECORD: RecordType = {
  kind: 'record',
  open: false,
  fields: [
    field('subject', TEXT),
    field('agent_id', TEXT),
    field('role', TEXT),
    field('purpose', TEXT),
    field('scope', TEXTS),
    field('classification', CLASSIFICATION),
    field('session_id', TEXT),
    field('owner', TEXT, true),
    field('delegates', TEXTS, true),
    field('impact', IMPACT, true),
  ],
}

const NOW: Type = {
  kind: 'timestamp',
  min: 0,
  max: 7_258_118_400,
  where: [bound('>=', '1970-01-01T00:00:00Z'), bound('<=', '2200-01-01T00:00:00Z')],
}

/**
 * `context.now`, RFC 3339. Its bounds make time arithmetic in rules provable; a host whose clock is outside them has none.
 */
export const CONTEXT_RECORD: RecordType = {
  kind: 'record',
  open: false,
  fields: [field('now', NOW)],
}

function bound(operator: '>=' | '<=', text: string): Expr {
  const type: Type = { kind: 'timestamp' }
  return {
    kind: 'binary',
    operator,
    left: { kind: 'root', root: 'value', type },
    right: { kind: 'literal', value: text, type },
    type: { kind: 'bool' },
  }
}

function field(name: string, type: Type, optional = false): Field {
  return { name, type, optional, nullable: false }
}
