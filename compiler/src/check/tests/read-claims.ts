/**
 * Claims as tests write them: roles, purposes and classifications as bare words, text in quotes. A fixture must be right; what one test changes may
 * be wrong on purpose, as long as it is a plain value.
 */
import { unknownName } from '../../diagnostics/catalogue/names.ts'
import { duplicateFieldValue, unknownClaim, wrongClaim } from '../../diagnostics/catalogue/tests.ts'
import type { DiagnosticExtras, Reporter } from '../../diagnostics/diagnostic.ts'
import type { JsonValue } from '../../program/type.ts'
import type { Location } from '../../source/span.ts'
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
    if (value === undefined) reportWrong(name, claim, node, scope, reporter)
    else claims[name] = value
  }
  return claims
}

/** A role or purpose that nobody declared is said to be unknown, everything else to be no value of the claim. */
function reportWrong(
  claim: string,
  { expected }: Claim,
  node: Expression,
  scope: ConstantScope,
  reporter: Reporter,
): void {
  const location = { file: scope.file, span: node.span }
  const kind = claim === 'role' || claim === 'purpose' ? claim : undefined
  if (kind !== undefined && node.kind === 'name') {
    const name = node.name.text
    if (scope.isExcused?.(name) === true) return
    const other = scope.word(name)
    if (other === undefined) {
      const near = nearMiss(
        name,
        scope.names().filter((candidate) => scope.word(candidate) === kind),
      )
      // Refused where it is declared, for its letters.
      if (near !== undefined && !/^[\x20-\x7e]*$/.test(near)) return
      const help =
        near === undefined ? scope.nameAdvice?.(kind, name, node.span) : { help: `did you mean \`${near}\`?` }
      reporter.report(unknownName, location, { what: kind, name }, help)
    } else reporter.report(wrongClaim, location, { name: claim, expected }, { help: `\`${name}\` is a ${other}` })
    return
  }
  reporter.report(wrongClaim, location, { name: claim, expected }, adviceOnClaim(claim, node, location))
}

function adviceOnClaim(claim: string, node: Expression, { file, span }: Location): DiagnosticExtras {
  const isWord = ['role', 'purpose', 'classification'].includes(claim)
  if (isWord && node.kind === 'string' && /^[A-Za-z_][A-Za-z0-9_-]*$/.test(node.value)) {
    const fixes = [{ title: 'remove the quotes', edits: [{ file, span, text: node.value }] }]
    return { help: `it stands without quotes: \`${node.value}\``, fixes }
  }
  if (node.kind === 'name' && claim === 'classification') {
    const near = nearMiss(node.name.text, CLASSIFICATIONS)
    return near === undefined ? {} : { help: `did you mean \`${near}\`?` }
  }
  if (node.kind === 'name' && !isWord) {
    const text = JSON.stringify(node.name.text)
    return {
      help: `a text stands in quotes: \`${text}\``,
      fixes: [{ title: `write \`${text}\``, edits: [{ file, span, text }] }],
    }
  }
  if ((claim === 'scope' || claim === 'delegates') && node.kind === 'string') {
    const text = `[${JSON.stringify(node.value)}]`
    return {
      help: `a list stands in brackets: \`${text}\``,
      fixes: [{ title: `write \`${text}\``, edits: [{ file, span, text }] }],
    }
  }
  return {}
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
