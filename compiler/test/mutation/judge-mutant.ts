/** What an ordinary build says when its code generator is wrong in one place: the first failure, by the evidence of a project that has a bit of everything. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from '../../src/compile.ts'
import { compilingHost } from '../compile/compiling-host.ts'
import { CEL_MUTANTS, PUBLISHED_MUTANTS, SCHEMA_MUTANTS } from './contract-mutants.ts'
import { EXPRESSION_MUTANTS } from './expression-mutants.ts'
import { GUARD_MUTANTS, REQUEST_MUTANTS } from './guard-mutants.ts'
import type { Mutant } from './mutant.ts'
import { compilerWith } from './mutated-compiler.ts'
import { NORMALIZER_MUTANTS, TYPE_MUTANTS } from './value-mutants.ts'

export const MUTANTS: readonly Mutant[] = [
  ...GUARD_MUTANTS,
  ...REQUEST_MUTANTS,
  ...TYPE_MUTANTS,
  ...NORMALIZER_MUTANTS,
  ...EXPRESSION_MUTANTS,
  ...CEL_MUTANTS,
  ...SCHEMA_MUTANTS,
  ...PUBLISHED_MUTANTS,
]

const FOLDER = join(import.meta.dirname, 'subject')
const SUBJECT = Object.fromEntries(readdirSync(FOLDER).map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')]))
/** Of the subject; the one that shows most of a file's faults is asked first. */
const MANIFESTS = ['values-agent', 'small-agent', 'rules-agent'] as const
const ABOUT_VALUES = /type-check|fault|normalizer|library|json-schema|layout|schema-document|pattern/

/** Undefined where no manifest's build notices. Throws where the mutant fits nothing, or makes code that is none. */
export async function noticed(mutant: Mutant): Promise<string | undefined> {
  const mutated = await compilerWith(mutant)
  const order = ABOUT_VALUES.test(mutant.file) ? MANIFESTS : MANIFESTS.toReversed()
  for (const manifest of order) {
    const [failure] = await failuresOf(mutated, manifest)
    if (failure !== undefined) return failure
  }
  return undefined
}

/** Of the compiler as it is: none, or nothing that the mutants show means anything. */
export async function unmutatedFailures(): Promise<readonly string[]> {
  const failures: string[] = []
  for (const manifest of MANIFESTS) failures.push(...(await failuresOf(compile, manifest)))
  return failures
}

async function failuresOf(compiler: typeof compile, manifest: string): Promise<readonly string[]> {
  const { manifests, program } = await compiler(compilingHost(SUBJECT), { manifests: [manifest] })
  if (program === undefined) throw new Error('the subject does not compile')
  return manifests.flatMap(({ failures }) => failures)
}
