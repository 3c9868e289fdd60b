/**
 * Derives the reference page of the standard library from its sources: every module, what it declares, and the declarations as they stand. What the
 * page says about a name is the `///` text in front of it.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { descriptionOf } from '../compiler/src/check/documentation.ts'
import { DiagnosticSink } from '../compiler/src/diagnostics/diagnostic.ts'
import { parseSource } from '../compiler/src/syntax/parse-source.ts'
import type { Declaration, SourceTree } from '../compiler/src/syntax/tree.ts'
import { ROOT } from './source-tree.ts'

const FOLDER = 'stdlib'

interface LibraryFile {
  readonly text: string
  readonly tree: SourceTree
}

/** Path from the repository's root → text. Throws when a file does not parse. */
export function generate(): Map<string, string> {
  const modules = Map.groupBy(readLibrary(), ({ tree }) => tree.module?.text ?? '')
  const names = [...modules.keys()].sort()
  const overview = names.map(
    (name) => `| [\`${name}\`](#${anchor(name)}) | ${introduction(modules.get(name) ?? [])} |\n`,
  )
  const sections = names.map((name) => moduleSection(name, modules.get(name) ?? []))
  return new Map([['docs/reference/standard-library.md', `${HEAD}${overview.join('')}${sections.join('')}`]])
}

const HEAD = `# The standard library

Modules that come with the toolchain. Nothing of them is in scope until it is imported:

\`\`\`claw
module demo

import std.finance { Usd, AccountId }
import std.roles { compliance-officer }

type Payment = { to: AccountId, amount: Usd(range: 0.01..10_000) }
\`\`\`

A name may be narrowed where it is used, as \`Usd\` is above, and renamed where it is imported (\`import std.finance { Usd as Dollars }\`). Every text has an upper
length, and every pattern belongs to the linear subset of [the language](language.md#patterns), so any of them may be used in rules. None of these types looks
anything up: they say what a text looks like, not whether the account, host or commit exists.

The table and the declarations below are generated from \`stdlib/\`.

| module | |
|---|---|
`

function readLibrary(): readonly LibraryFile[] {
  const paths = readdirSync(join(ROOT, FOLDER), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.claw') && !path.includes('node_modules'))
    .sort()
  return paths.map((path) => {
    const text = readFileSync(join(ROOT, FOLDER, path), 'utf8')
    const sink = new DiagnosticSink()
    const tree = parseSource(path, text, sink)
    if (sink.hasErrors) throw new Error(`${path} does not parse`)
    return { text, tree }
  })
}

function moduleSection(name: string, files: readonly LibraryFile[]): string {
  const declarations = files.flatMap(({ text, tree }) =>
    tree.declarations.map((declaration) => ({ text, declaration })),
  )
  const rows = declarations.map(({ declaration }) => tableRow(declaration))
  const source = declarations.map(({ text, declaration }) => withoutDocumentation(text, declaration))
  return `
## ${name}

| name | kind | |
|---|---|---|
${rows.join('')}
\`\`\`text
${source.join('\n')}
\`\`\`
`
}

function tableRow(declaration: Declaration): string {
  const name = declaration.kind === 'test' ? declaration.title.value : declaration.name.text
  const kind = declaration.kind === 'role' ? `role, ${declaration.nature?.text ?? ''}` : declaration.kind
  return `| \`${name}\` | ${kind} | ${inCell(descriptionOf(declaration.doc))} |\n`
}

/** The declaration as written, from its keyword on. */
function withoutDocumentation(text: string, { span }: Declaration): string {
  return text.slice(span.start, span.end).trim()
}

/** The `//` lines that open the files of a module, one after the other. */
function introduction(files: readonly LibraryFile[]): string {
  const sentences = files.map(({ text }) => {
    const lines = text.split('\n')
    const end = lines.findIndex((line) => !line.startsWith('// '))
    return lines
      .slice(0, end)
      .map((line) => line.slice(3))
      .join(' ')
  })
  return inCell(sentences.join(' '))
}

/** One line, and no character that would end the cell of a table. */
function inCell(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll('|', '\\|')
}

/** As Markdown renderers make one from a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-')
}
