/** A code generator that is wrong in one place, and how a list of such changes to one file is written. */

export interface Mutant {
  /** What the generated artifacts then do wrong. */
  readonly name: string
  /** Below `compiler/src/`. */
  readonly file: string
  /** Occurs exactly once in the file, so that a list of mutants cannot rot unseen. */
  readonly find: string
  readonly replace: string
}

export type Change = readonly [name: string, find: string, replace: string]

export function inFile(file: string, changes: readonly Change[]): readonly Mutant[] {
  return changes.map(([name, find, replace]) => ({ name, file, find, replace }))
}
