/**
 * Diagnostics as the user asked for them. One renderer per format lives in the compiler; this file only chooses and counts.
 */
import {
  type Diagnostic,
  type ResolvedDiagnostic,
  renderGithub,
  renderHuman,
  renderJunit,
  renderPlain,
  renderSarif,
  resolveDiagnostics,
} from '@clawql/compiler'
import { Option } from 'commander'
import { VERSION } from './version.ts'

export const FORMATS = ['human', 'plain', 'json', 'jsonl', 'sarif', 'junit', 'github'] as const
export type Format = (typeof FORMATS)[number]

export function formatOption(): Option {
  return new Option('--format <format>', 'how to print diagnostics and results').choices(FORMATS).default('human')
}

export interface DiagnosticReport {
  readonly text: string
  readonly resolved: readonly ResolvedDiagnostic[]
  readonly errors: number
  readonly warnings: number
}

export function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  format: Format,
  colour: boolean,
): DiagnosticReport {
  const resolved = resolveDiagnostics(diagnostics, sources)
  const errors = resolved.filter(({ severity }) => severity === 'error').length
  return {
    text: render(resolved, sources, format, colour),
    resolved,
    errors,
    warnings: resolved.length - errors,
  }
}

function render(
  resolved: readonly ResolvedDiagnostic[],
  sources: ReadonlyMap<string, string>,
  format: Format,
  colour: boolean,
): string {
  switch (format) {
    case 'human':
      return renderHuman(resolved, sources, { colour })
    case 'plain':
      return renderPlain(resolved)
    case 'json':
      return `${JSON.stringify({ diagnostics: resolved }, null, 2)}\n`
    case 'jsonl':
      return resolved.map((diagnostic) => `${JSON.stringify(diagnostic)}\n`).join('')
    case 'sarif':
      return renderSarif(resolved, VERSION)
    case 'junit':
      return renderJunit(resolved)
    case 'github':
      return renderGithub(resolved)
  }
}

/** `2 errors, 1 warning`; empty when there are none. */
export function countWords(errors: number, warnings: number): string {
  const words: string[] = []
  if (errors > 0) words.push(`${errors} error${errors === 1 ? '' : 's'}`)
  if (warnings > 0) words.push(`${warnings} warning${warnings === 1 ? '' : 's'}`)
  return words.join(', ')
}
