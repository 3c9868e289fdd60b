/**
 * What is declared and has no part in anything. In a library, a project without a manifest, only what is `private` can be known to be unused: the rest
 * may be imported by others.
 */

import { matchesDottedPattern } from 'clawql-manifest-validator'
import {
  idlePermit,
  unlistedAction,
  unreadFact,
  unusedDeclaration,
  unusedState,
} from '../diagnostics/catalogue/lint.ts'
import { operationsOf } from '../program/purpose-reach.ts'
import type { Declaration, PathPatternList } from '../syntax/tree.ts'
import { declarationsOf, findEntry, type LintContext, type PlacedDeclaration, warn } from './lint-context.ts'
import { usedNames } from './used-names.ts'

const JUDGED: ReadonlySet<Declaration['kind']> = new Set([
  'type',
  'unit',
  'const',
  'fn',
  'governance',
  'role',
  'purpose',
  'object',
  'preset',
  'fixture',
])

export function lintUnused(context: LintContext): void {
  const used = usedNames(context.files.map(({ tree }) => tree))
  const isLibrary = context.manifests.length === 0
  for (const placed of declarationsOf(context.files)) {
    const { declaration, file } = placed
    if (JUDGED.has(declaration.kind) && declaration.kind !== 'test' && (!isLibrary || isPrivate(declaration))) {
      const name = declaration.name.text
      const place = { file, span: declaration.name.span }
      if (!used.has(name)) warn(context, unusedDeclaration, place, { what: declaration.kind, name })
    }
    lintStates(context, placed)
    lintFacts(context, placed)
    if (!isLibrary) lintPermits(context, placed)
  }
  if (!isLibrary) lintListing(context)
}

/** A fixture serves the tests of its own project alone. */
function isPrivate(declaration: Declaration): boolean {
  return declaration.isPrivate || declaration.kind === 'fixture'
}

function lintStates(context: LintContext, { declaration, file }: PlacedDeclaration): void {
  if (declaration.kind !== 'object') return
  const reached = new Set(declaration.operations.flatMap(({ from, to }) => [from?.text, to?.text]))
  for (const { name } of declaration.states) {
    if (reached.has(name.text)) continue
    warn(context, unusedState, { file, span: name.span }, { object: declaration.name.text, state: name.text })
  }
}

/** Facts belong to their module, so its own actions alone can read them. */
function lintFacts(context: LintContext, { declaration, file }: PlacedDeclaration): void {
  if (declaration.kind !== 'context') return
  const module = moduleOf(context, file)
  const actions = context.actions.filter((placed) => moduleOf(context, placed.file) === module)
  const read = new Set(actions.flatMap(({ action }) => (action.facts?.fields ?? []).map(({ name }) => name)))
  for (const { name } of declaration.fields) {
    if (!read.has(name.text)) warn(context, unreadFact, { file, span: name.span }, { fact: name.text })
  }
}

function moduleOf({ files }: LintContext, file: string): string | undefined {
  return files.find(({ path }) => path === file)?.tree.module?.text
}

function lintPermits(context: LintContext, { declaration, file }: PlacedDeclaration): void {
  if (declaration.kind !== 'purpose') return
  const permits = findEntry(declaration.entries, 'permits')?.value
  if (permits?.kind !== 'path-patterns') return
  const done = context.program.actions.flatMap(operationsOf)
  for (const { text, span } of (permits as PathPatternList).patterns) {
    if (done.some((name) => matchesDottedPattern(text, name))) continue
    warn(context, idlePermit, { file, span }, { purpose: declaration.name.text, pattern: text })
  }
}

function lintListing(context: LintContext): void {
  const listed = new Set(context.program.manifests.flatMap(({ actions }) => actions))
  for (const { action, node, file } of context.actions) {
    if (listed.has(action.id)) continue
    warn(context, unlistedAction, { file, span: node.name.span }, { form: action.kind, action: action.id })
  }
}
