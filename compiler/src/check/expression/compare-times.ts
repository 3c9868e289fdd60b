/**
 * How a comparison of a difference of times is written without a bound: `context.now - t > 30d` is `t < context.now - 30d`, whose result is a time again and
 * cannot leave what engines hold. Advice only; it proves the rewritten form by checking it silently.
 */
import { timeOutOfRange } from '../../diagnostics/catalogue/types.ts'
import type { DiagnosticExtras, Reporter } from '../../diagnostics/diagnostic.ts'
import type { BinaryExpression, Expression } from '../../syntax/tree.ts'
import { advising, type Context } from './context.ts'
import { sourceText } from './show-node.ts'

const FLIPPED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/** The context in which a difference of times on one side of the comparison is advised about. */
export function comparingTimes(node: BinaryExpression, context: Context): Context {
  const flipped = FLIPPED[node.operator]
  if (flipped === undefined) return context
  const [difference, limit, operator] =
    node.left.kind === 'binary' ? [node.left, node.right, node.operator] : [node.right, node.left, flipped]
  if (difference.kind !== 'binary' || difference.operator !== '-') return context
  return advising(context, timeOutOfRange, difference.span, () => adviceOn(node, difference, limit, operator, context))
}

function adviceOn(
  node: BinaryExpression,
  difference: BinaryExpression,
  limit: Expression,
  operator: string,
  context: Context,
): DiagnosticExtras | undefined {
  const { left, right } = difference
  const flipped = FLIPPED[operator] ?? operator
  const forms = [
    { alone: right, comparison: flipped, moved: { ...difference, right: limit } },
    { alone: left, comparison: operator, moved: { ...difference, operator: '+' as const, left: right, right: limit } },
  ]
  const form = forms.find(({ moved }) => isTimestamp(moved, context))
  if (form === undefined) return undefined
  const { alone, comparison, moved } = form
  const texts = [alone, moved.left, moved.right].map(sourceText)
  const [first, second, third] = texts
  if (first === undefined || second === undefined || third === undefined) return undefined
  const text = `${first} ${comparison} ${second} ${moved.operator} ${third}`
  const fixes = [{ title: `write \`${text}\``, edits: [{ file: context.scope.file, span: node.span, text }] }]
  return { help: `write \`${text}\`, which needs no bound`, fixes }
}

function isTimestamp(node: Expression, context: Context): boolean {
  const silent: Reporter = { report: () => undefined }
  return context.check(node, { ...context, reporter: silent })?.expr.type.kind === 'timestamp'
}
