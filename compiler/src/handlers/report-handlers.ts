/**
 * What was found out about a module of handlers, as diagnostics: each at its place in that module, with the action it belongs to beside it. It does not look
 * at TypeScript; whoever calls it did.
 */
import {
  errorsInHandlers,
  handlerExtraField,
  handlerInput,
  handlerIsNoFunction,
  handlerResult,
  missingHandler,
  unreadableHandlers,
  untypedHandler,
  unusedHandler,
} from '../diagnostics/catalogue/handlers.ts'
import { type Diagnostic, type DiagnosticExtras, DiagnosticSink } from '../diagnostics/diagnostic.ts'
import type { Program } from '../program/program.ts'
import type { Location } from '../source/span.ts'
import { nearMiss } from '../text/near-miss.ts'

/** `notes`: what TypeScript says, a line each. */
export type HandlerFinding = { readonly location: Location; readonly notes?: readonly string[] } & (
  | { readonly kind: 'unreadable'; readonly problem: string }
  | { readonly kind: 'errors'; readonly count: number }
  /** `known`: the names that are there. */
  | { readonly kind: 'missing'; readonly handler: string; readonly action: string; readonly known: readonly string[] }
  | { readonly kind: 'no-function' | 'unused'; readonly handler: string }
  | { readonly kind: 'input' | 'result'; readonly handler: string; readonly action: string }
  | { readonly kind: 'extra-field'; readonly handler: string; readonly action: string; readonly field: string }
  /** `part`: "the input", "the result", "`balance` in the result". */
  | { readonly kind: 'untyped'; readonly handler: string; readonly part: string }
)

/** In the order of the module. */
export function reportHandlers(program: Program, findings: readonly HandlerFinding[]): readonly Diagnostic[] {
  const sink = new DiagnosticSink()
  for (const finding of findings) report(program, finding, sink)
  return sink.sorted()
}

function report(program: Program, finding: HandlerFinding, sink: DiagnosticSink): void {
  const { location } = finding
  const extras = extrasOf(program, finding)
  switch (finding.kind) {
    case 'unreadable':
      sink.report(unreadableHandlers, location, finding, extras)
      break
    case 'errors':
      sink.report(errorsInHandlers, location, finding, extras)
      break
    case 'missing':
      sink.report(missingHandler, location, finding, extras)
      break
    case 'no-function':
      sink.report(handlerIsNoFunction, location, finding, extras)
      break
    case 'unused':
      sink.report(unusedHandler, location, finding, extras)
      break
    case 'input':
      sink.report(handlerInput, location, finding, extras)
      break
    case 'result':
      sink.report(handlerResult, location, finding, extras)
      break
    case 'extra-field':
      sink.report(handlerExtraField, location, finding, extras)
      break
    case 'untyped':
      sink.report(untypedHandler, location, finding, extras)
      break
  }
}

function extrasOf(program: Program, finding: HandlerFinding): DiagnosticExtras {
  const help = helpOf(finding)
  const origin = 'action' in finding ? program.origins.get(`action:${finding.action}`) : undefined
  const related =
    origin === undefined || !('action' in finding)
      ? []
      : [{ location: origin, message: `the action \`${finding.action}\`` }]
  return { notes: finding.notes ?? [], related, ...(help === undefined ? {} : { help }) }
}

function helpOf(finding: HandlerFinding): string | undefined {
  if (finding.kind === 'untyped')
    return 'give it a type: the build writes `handlers.d.ts` with the types of every handler'
  const near = finding.kind === 'missing' ? nearMiss(finding.handler, finding.known) : undefined
  return near === undefined ? undefined : `is \`${near}\` the one?`
}
