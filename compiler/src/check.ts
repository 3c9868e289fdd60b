/** Diagnostics only: the front half of the pipeline for callers that build nothing. */
import { type AnalyseOptions, analyse } from './analyse.ts'
import type { Diagnostic } from './diagnostics/diagnostic.ts'
import type { Host } from './host.ts'

export interface CheckResult {
  readonly diagnostics: readonly Diagnostic[]
  /** Text of every file read, for renderers. */
  readonly sources: ReadonlyMap<string, string>
  /** The project's own files, packages left out. */
  readonly files: readonly string[]
  readonly hasErrors: boolean
}

export function check(host: Host, options: AnalyseOptions = {}): CheckResult {
  const { diagnostics, sources, projectSources, hasErrors } = analyse(host, options)
  return { diagnostics, sources, files: [...projectSources.keys()], hasErrors }
}
