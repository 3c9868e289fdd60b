/**
 * Claims as tests write them: roles, purposes and classifications as bare words, text in quotes. A fixture must be right; what one test changes may
 * be wrong on purpose, as long as it is a plain value.
 */
import { duplicateFieldValue, unknownClaim, wrongClaim } from '../../diagnostics/catalogue/tests.ts'
import type { Reporter } from '../../diagnostics/diagnostic.ts'
import type { JsonValue } from '../../program/type.ts'
import type { Expression, RecordExpression } from '../../syntax/tree.ts'
import { nearMiss } from '../../text/near-miss.ts'
import { CLASSIFICATIONS } from '../classification.ts'
import { foldedQuantity } from '../expression/folded-quantity.ts'
import type { ConstantScope } from '../expression/scope.ts'
import { literalValue } from './literal-value.ts'

export type Claims = Readonly<Record<string, JsonValue>>

/** What a claims fixture may leave out, and the fixed value it then has. */
export const TEST_CLAIMS: Claims = {
  subject: 'test-subject',
  agent_id: 'test-agent',
  scope: [],
  session_id: 'test-session',
}

/** What a claims fixture must give. */
export const GIVEN_CLAIMS: readonly string[] = ['role', 'purpose', 'classification']

interface Claim {
  readonly expected: string
  readonly read: (node: Expression, scope: ConstantScope) => JsonValue | undefined
}

const TEXT: Claim = { expected: 'a string', read: (node) => (node.kind === 'string' ? node.value : undefined) }
const TEXTS: Claim = {
  expected: 'a list of strings',
  read: (node) => {
    if (node.kind !== 'list') return undefined
    const texts = node.elements.map((element) => (element.kind === 'string' ? element.value : undefined))
    return texts.every((text) => text !== undefined) ? texts : undefined
  },
}

const CLAIMS: Readonly<Record<string, Claim>> = {
  subject: TEXT,
  agent_id: TEXT,
  role: { expected: 'a role', read: (node, scope) => readNamed(node, scope, 'role') },
  purpose: { expected: 'a purpose', read: (node, scope) => readNamed(node, scope, 'purpose') },
  scope: TEXTS,
  classification: {
    expected: `one of ${CLASSIFICATIONS.map((name) => `\`${name}\``).join(', ')}`,
    read: readClassification,
  },
  session_id: TEXT,
  owner: TEXT,
  delegates: TEXTS,
  impact: { expected: 'an amount such as `5 USD`', read: readImpact },
}

/** The claims written; `lenient`: any plain value stands. */
export function readClaims(
  record: RecordExpression | undefined,
  lenient: boolean,
  scope: ConstantScope,
  reporter: Reporter,
): Claims {
  const claims: Record<string, JsonValue> = {}
  for (const field of record?.fields ?? []) {
    const name = field.name.text
    const location = { file: scope.file, span: field.name.span }
    const claim = Object.hasOwn(CLAIMS, name) ? CLAIMS[name] : undefined
    if (claim === undefined) {
      const near = nearMiss(name, Object.keys(CLAIMS))
      reporter.report(unknownClaim, location, { name }, near === undefined ? {} : { help: `did you mean \`${near}\`?` })
      continue
    }
    if (Object.hasOwn(claims, name)) {
      reporter.report(duplicateFieldValue, location, { name })
      continue
    }
    const node = substituted(field.value, scope)
    const value = claim.read(node, scope) ?? (lenient ? literalValue(node, scope) : undefined)
    if (value === undefined)
      reporter.report(wrongClaim, { file: scope.file, span: node.span }, { name, expected: claim.expected })
    else claims[name] = value
  }
  return claims
}

function substituted(node: Expression, scope: ConstantScope): Expression {
  return (node.kind === 'name' ? scope.substitute?.(node.name.text) : undefined) ?? node
}

function readNamed(node: Expression, scope: ConstantScope, kind: 'role' | 'purpose'): string | undefined {
  if (node.kind !== 'name') return undefined
  const name = node.name.text
  const renamed = scope.constant(name)
  if (renamed?.kind === 'literal' && typeof renamed.value === 'string') return renamed.value
  return scope.word(name) === kind ? name : undefined
}

function readClassification(node: Expression): string | undefined {
  return node.kind === 'name' ? CLASSIFICATIONS.find((name) => name === node.name.text) : undefined
}

function readImpact(node: Expression, scope: ConstantScope): JsonValue | undefined {
  if (node.kind !== 'number') return undefined
  const { value, unit } = foldedQuantity(node, scope)
  return unit === undefined ? undefined : { currency: unit, value }
}
