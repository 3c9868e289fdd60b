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

## Functions

A function of the library compares a text of one of its types with a text that is written out or a constant, and becomes one anchored match: standard CEL in the manifest, an automaton in the
guard, no parser anywhere. So it costs as many steps as the text may have letters, and no two readers can disagree about what it means.

\`\`\`claw
module demo

import std.files { RelativePath, glob }
import std.net { HttpsUrl, host_under }
import std.shell { SimpleCommand, words }

type Edit = { path: RelativePath, source: HttpsUrl, check: SimpleCommand }
type Sound = Edit where glob(value.path, "src/**/*.{ts,tsx}") && !glob(value.path, "**/generated/**")
type Known = Sound where host_under(value.source, "acme.example")
type Checked = Known where words(value.check, "npm test")
\`\`\`

| | holds for | and not for |
|---|---|---|
| \`glob(path, "src/**/*.ts")\` | \`src/a.ts\`, \`src/b/.c.ts\` | \`src/a.tsx\`, \`lib/src/a.ts\`, \`/src/a.ts\` |
| \`glob(path, "src/**")\` | \`src/a\`, \`src/b/c\` | \`src\`, \`srcs/a\` |
| \`under(path, "/srv")\` | \`/srv\`, \`/srv/a\` | \`/srvx\`, \`/\` |
| \`host_under(url, "example.com")\` | \`https://example.com/a\`, \`https://api.example.com\` | \`https://example.com.evil.example/\`, \`https://evil.example/example.com\` |
| \`domain_under(host, "example.com")\` | \`example.com\`, \`a.b.example.com\` | \`badexample.com\` |
| \`email_at(address, "example.com")\` | \`ada@example.com\` | \`ada@mail.example.com\` |
| \`words(command, "git status")\` | \`git status\`, \`git status --short\` | \`git statusx\`, \`git -C /srv status\` |

What is not of the type is refused before any rule is asked: \`../a\`, \`https://user@example.com\`, \`https://EXAMPLE.com\`, \`git status; rm -rf .\` and the like never get that far, and a
field of type \`String\` is not taken at all ([CQ3101](diagnostics/CQ3101.md): declare it as the type). A value whose type can be proven to lie within fits as well: a \`BranchName\` is a
\`Path\`, so \`glob(input.branch, "agent/**")\` asks about branches. What the constant says wrongly is [CQ3135](diagnostics/CQ3135.md), what no value can match [CQ3136](diagnostics/CQ3136.md).

Of a glob, \`*\` and \`?\` stay inside a segment and match a leading dot too; \`**\` is any number of whole segments, at the end at least one; \`{a,b}\` one of several texts of a segment. There is nothing else
in it. \`words\` judges the words it is given and nothing behind them: \`git log --output=a\` begins like \`git log\`. Where options can do harm, name whole commands:
\`input.command in ["git log", "git log --oneline"]\`.

## Ready actions

Objects, purposes and actions for files, commands, version control, the web, mail, trackers, payments and databases can be listed in a manifest as they are:

\`\`\`claw
module demo

import std.git { git.log, git.push, git.status }
import std.roles { coding-agent }

purpose maintenance "Keep the code base healthy" { permits: [branch.push, git.*] }

fixture agent: claims { role: coding-agent, purpose: maintenance, classification: sensitive }

test "publishing waits for a maintainer" {
  given agent
  call git.push { remote: "origin", branch: "agent/x", commit: "3f786850e387550fdab836ed7e6dc881de23001b" }
  expect stage(1)
}
\`\`\`

They are governed with care: reading is free, what others see waits for a person, what cannot be judged (any text for a shell or of SQL) waits for two, credentials and what builds the code
are out of reach. Their roles are those of \`std.roles\`. With roles, limits and rules of your own, [extend](language.md#extending) them. Handlers are names that your host binds.

## Modules

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

/** The declaration as written, from its keyword on; a function that the compiler itself knows has no body to show. */
function withoutDocumentation(text: string, { span }: Declaration): string {
  return text
    .slice(span.start, span.end)
    .trim()
    .replace(/ = builtin$/, '')
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
