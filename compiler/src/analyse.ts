/**
 * The front half of the compiler: bytes → text → tree → modules → checked program. Reads through the host, never throws for a wrong source, and goes
 * on after an error so that one broken file does not hide what is wrong in the others.
 */
import type { Diagnostic } from './diagnostics/diagnostic.ts'
import type { Host } from './host.ts'
import type { Program } from './program/program.ts'
import type { PackageRecord } from './resolve/package-modules.ts'
import { createWorkspace } from './workspace.ts'

export interface AnalyseOptions {
  /** Directories or single files below the project's root; the whole project where nothing is given. */
  readonly roots?: readonly string[]
  /** The provenance file, relative to the project's root; `provenance.yaml` where nothing is given, and it may then be absent. */
  readonly provenance?: string
  /** The most steps that a decision about any action may take, a whole number from 1; `@max_cost` on an action may ask for less. */
  readonly maxCost?: number
}

export interface Analysis {
  /** Complete only when there is no error. */
  readonly program: Program
  /** Text of every file read, packages and key files included; what cannot be decoded is the empty string. */
  readonly sources: ReadonlyMap<string, string>
  /** Text of the project's own `.claw` files and of its provenance file, for the build record. */
  readonly projectSources: ReadonlyMap<string, string>
  /** Installed packages whose modules or presets were read, for the build record. */
  readonly packages: readonly PackageRecord[]
  readonly diagnostics: readonly Diagnostic[]
  /** Warnings that a `suppress` line hides. */
  readonly suppressed: readonly Diagnostic[]
  readonly hasErrors: boolean
}

export function analyse(host: Host, options: AnalyseOptions = {}): Analysis {
  return createWorkspace(host, options).analysis()
}
