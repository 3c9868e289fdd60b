/**
 * Everything `lint` says about a program that has no errors: one call per group of rules. The rules know nothing of each other; what they report is
 * sorted with the rest by whoever asked.
 */
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Program } from '../program/program.ts'
import { createLintContext, type LintFile } from './lint-context.ts'
import { lintExecution } from './lint-execution.ts'
import { lintExpressions } from './lint-expressions.ts'
import { lintExtended } from './lint-extended.ts'
import { lintFields } from './lint-fields.ts'
import { lintInputs } from './lint-inputs.ts'
import { lintManifests } from './lint-manifests.ts'
import { lintNames } from './lint-names.ts'
import { lintOpaque } from './lint-opaque.ts'
import { lintRates } from './lint-rates.ts'
import { lintRisk } from './lint-risk.ts'
import { lintRules } from './lint-rules.ts'
import { lintTests } from './lint-tests.ts'
import { lintUnused } from './lint-unused.ts'

/** `files`: the project's own sources. */
export function lintProgram(program: Program, files: readonly LintFile[], reporter: Reporter): void {
  const context = createLintContext(program, files, reporter)
  lintRisk(context)
  lintExecution(context)
  lintManifests(context)
  lintInputs(context)
  lintOpaque(context)
  lintExtended(context)
  lintRates(context)
  lintUnused(context)
  lintNames(context)
  lintFields(context)
  lintExpressions(context)
  lintRules(context)
  lintTests(context)
}
