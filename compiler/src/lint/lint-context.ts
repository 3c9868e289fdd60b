/**
 * What every lint rule is given: the checked program, the project's own sources as trees, and where to report. Finds declarations; judges nothing.
 */
import type { CatalogueEntry, DiagnosticExtras, Reporter } from '../diagnostics/diagnostic.ts'
import type { Action, ManifestSource, Program } from '../program/program.ts'
import type { Span } from '../source/span.ts'
import type { ActionDeclaration, Declaration, Entry, ManifestDeclaration, SourceTree } from '../syntax/tree.ts'

export interface LintContext {
  readonly program: Program
  /** The project's own files, ascending by path; packages are their authors' business. */
  readonly files: readonly LintFile[]
  /** Actions the project itself declares. */
  readonly actions: readonly LintAction[]
  /** Manifests the project itself declares. A project without one is a library: others may use what it does not. */
  readonly manifests: readonly LintManifest[]
  readonly reporter: Reporter
}

export interface LintFile {
  readonly path: string
  readonly text: string
  readonly tree: SourceTree
}

/** A declaration as it was checked and as it was written. */
export interface LintAction {
  readonly action: Action
  readonly node: ActionDeclaration
  readonly file: string
}

export interface LintManifest {
  readonly manifest: ManifestSource
  readonly node: ManifestDeclaration
  readonly file: string
}

export function createLintContext(program: Program, files: readonly LintFile[], reporter: Reporter): LintContext {
  const actions = new Map(program.actions.map((action) => [action.id, action]))
  const manifests = new Map(program.manifests.map((manifest) => [manifest.name, manifest]))
  const context = { program, files, reporter, actions: [] as LintAction[], manifests: [] as LintManifest[] }
  for (const { declaration: node, file } of declarationsOf(files)) {
    const action = node.kind === 'action' ? actions.get(node.name.text) : undefined
    if (node.kind === 'action' && action) context.actions.push({ action, node, file })
    const manifest = node.kind === 'manifest' ? manifests.get(node.name.text) : undefined
    if (node.kind === 'manifest' && manifest) context.manifests.push({ manifest, node, file })
  }
  return context
}

export interface PlacedDeclaration {
  readonly declaration: Declaration
  readonly file: string
}

export function declarationsOf(files: readonly LintFile[]): readonly PlacedDeclaration[] {
  return files.flatMap(({ path, tree }) => tree.declarations.map((declaration) => ({ declaration, file: path })))
}

export function warn<P>(
  { reporter }: LintContext,
  entry: CatalogueEntry<P>,
  place: { readonly file: string; readonly span: Span },
  parameters: P,
  extras?: DiagnosticExtras,
): void {
  reporter.report(entry, { file: place.file, span: place.span }, parameters, extras)
}

/** The entry that `path` leads to through blocks. */
export function findEntry(entries: readonly Entry[], ...path: readonly string[]): Entry | undefined {
  const [name, ...rest] = path
  const entry = entries.find((candidate) => candidate.name.text === name)
  if (rest.length === 0 || entry === undefined) return entry
  return entry.value?.kind === 'block' ? findEntry(entry.value.entries, ...rest) : undefined
}

/** The value of an entry of the action's `governance`, else the action's name. */
export function governancePlace({ node, file }: LintAction, name: string): { file: string; span: Span } {
  const entry = findEntry(node.governance?.entries ?? [], name)
  return { file, span: entry?.value?.span ?? entry?.span ?? node.name.span }
}
