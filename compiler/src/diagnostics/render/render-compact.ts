/**
 * One line per diagnostic: `plain` for pipes and old editors (`file:line:column: severity[code]: message`), `github` for workflow annotations. Whatever
 * stands in a message or a path, it cannot begin a line of its own.
 */
import type { ResolvedDiagnostic } from '../resolved-diagnostic.ts'
import { visibleLine, visibleText } from './display-text.ts'

export function renderPlain(diagnostics: readonly ResolvedDiagnostic[]): string {
  return diagnostics.map((diagnostic) => `${visibleLine(diagnosticText(diagnostic, ' ('))}\n`).join('')
}

/** `a.claw:1:2: error[CQ2001]: message (help)`: lines and UTF-16 columns from 1. */
export function diagnosticText(diagnostic: ResolvedDiagnostic, beforeHelp: ' (' | '\n'): string {
  const { severity, code, message, help } = diagnostic
  const text = `${diagnosticPlace(diagnostic)}: ${severity}[${code}]: ${message}`
  if (help === null) return text
  return beforeHelp === '\n' ? `${text}\n${help}` : `${text} (${help})`
}

export function diagnosticPlace({ file, range }: ResolvedDiagnostic): string {
  return `${file}:${range.start.line + 1}:${range.start.character + 1}`
}

/** Workflow commands: the runner reads one a line, so line ends and `%` are escaped as it asks. */
export function renderGithub(diagnostics: readonly ResolvedDiagnostic[]): string {
  return diagnostics
    .map(({ file, range, severity, code, slug, message, help }) => {
      const properties = [
        `file=${escapeProperty(file)}`,
        `line=${range.start.line + 1}`,
        `col=${range.start.character + 1}`,
        `endLine=${range.end.line + 1}`,
        `endColumn=${range.end.character + 1}`,
        `title=${escapeProperty(`${code} ${slug}`)}`,
      ]
      return `::${severity} ${properties.join(',')}::${escapeData(help === null ? message : `${message}\n${help}`)}\n`
    })
    .join('')
}

function escapeData(text: string): string {
  return visibleText(text).replaceAll('%', '%25').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
