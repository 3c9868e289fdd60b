/**
 * What travels down while an expression is checked, and what comes back up. The recursion itself is handed along as `check`, so that each part of
 * the checker is a file of its own without importing the whole.
 */
import type { CatalogueEntry, DiagnosticExtras, Reporter } from '../../diagnostics/diagnostic.ts'
import type { Expr } from '../../program/expression.ts'
import type { Type } from '../../program/type.ts'
import type { Span } from '../../source/span.ts'
import type { Expression } from '../../syntax/tree.ts'
import type { Facts } from './facts.ts'
import type { ExpressionScope } from './scope.ts'

/** Bound by a quantifier; the last of a list is the innermost. */
export interface Variable {
  readonly name: string
  readonly type: Type
}

/** `whenTrue` and `whenFalse` are all facts that hold where a Bool came out so; for other types both are the facts around. */
export interface Checked {
  readonly expr: Expr
  readonly whenTrue: Facts
  readonly whenFalse: Facts
}

/** `expected` only tells literals which type to take; whether the result fits is asked by whoever needs it. `undefined` has been reported. */
export type Check = (node: Expression, context: Context, expected?: Type) => Checked | undefined

export interface Context {
  readonly scope: ExpressionScope
  readonly reporter: Reporter
  readonly variables: readonly Variable[]
  readonly facts: Facts
  /** True after a condition that failed: what it would have proven is unknown, so missing proofs are not reported a second time. */
  readonly excused: boolean
  readonly check: Check
}

/** The result of an expression that teaches nothing. */
export function plain(expr: Expr, context: Context): Checked {
  return { expr, whenTrue: context.facts, whenFalse: context.facts }
}

export function underFacts(context: Context, facts: Facts): Context {
  return facts === context.facts ? context : { ...context, facts }
}

/** Reports and gives `undefined`, so that a check can end in one line. */
export function refuse<P>(
  context: Context,
  span: Span,
  entry: CatalogueEntry<P>,
  parameters: P,
  extras?: DiagnosticExtras,
): undefined {
  context.reporter.report(entry, { file: context.scope.file, span }, parameters, extras)
  return undefined
}

/** Like `refuse`, for a proof that facts could have given. */
export function refuseProof<P>(
  context: Context,
  span: Span,
  entry: CatalogueEntry<P>,
  parameters: P,
  extras?: DiagnosticExtras,
): undefined {
  return context.excused ? undefined : refuse(context, span, entry, parameters, extras)
}

/** A context in which this one error at this place comes with better advice: what stands around it says what is meant. */
export function advising<P>(
  context: Context,
  about: CatalogueEntry<P>,
  span: Span,
  advice: () => DiagnosticExtras | undefined,
): Context {
  const { reporter } = context
  return {
    ...context,
    reporter: {
      report(entry, location, parameters, extras) {
        const isMeant =
          entry.code === about.code && location.span.start === span.start && location.span.end === span.end
        reporter.report(entry, location, parameters, isMeant ? { ...extras, ...advice() } : extras)
      },
    },
  }
}

/** The context behind a condition: its facts, or none that can be relied on when it failed. */
export function behind(context: Context, condition: Checked | undefined, outcome: 'whenTrue' | 'whenFalse'): Context {
  return condition === undefined ? { ...context, excused: true } : underFacts(context, condition[outcome])
}

/** `{ help: 'did you mean `x`?' }` where a near name was found. */
export function didYouMean(near: string | undefined): DiagnosticExtras {
  return near === undefined ? {} : { help: `did you mean \`${near}\`?` }
}
