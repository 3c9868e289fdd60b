/**
 * Derives the index of the diagnostics: every code of the catalogues in order, with the first sentence of its page. Whether each code has a page is a
 * test's business; one without is listed by its slug.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './source-tree.ts'

const CATALOGUES = 'compiler/src/diagnostics/catalogue'
const PAGES = 'docs/reference/diagnostics'

/** First digit of a code → what the codes of that phase are about. */
const PHASES: Readonly<Record<string, string>> = {
  '1': 'Files, characters and grammar',
  '2': 'Modules, imports and names',
  '3': 'Types, expressions and values',
  '4': 'Roles, objects, purposes, actions and their governance',
  '5': 'Presets, manifests, keys and provenance',
  '6': 'Fixtures and tests',
  '7': 'What lint finds in a policy without errors',
}

interface Row {
  readonly code: string
  readonly slug: string
  readonly severity: string
}

/** Path from the repository's root → text. */
export async function generate(): Promise<Map<string, string>> {
  const rows = await readCatalogues()
  const sections = Object.entries(PHASES).map(([digit, title]) => {
    const lines = rows.filter(({ code }) => code[2] === digit).map(tableRow)
    return `\n## CQ${digit}xxx ${title}\n\n| code | | |\n|---|---|---|\n${lines.join('')}`
  })
  return new Map([[`${PAGES}/README.md`, `${head(rows)}${sections.join('')}`]])
}

function head(rows: readonly Row[]): string {
  const warnings = rows.filter(({ severity }) => severity === 'warning').length
  return `# Diagnostics

Every code that the compiler reports, ${rows.length} of them, ${warnings} as warnings and the others as errors. An error stops a build; a warning does not. A code keeps its meaning for
ever and is never used again. \`clawqlc explain CQ2001\` prints the same pages offline: what is wrong, an example of it, why it is refused, and how it is right.

This page is generated from the catalogues and the pages.
`
}

async function readCatalogues(): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const name of readdirSync(join(ROOT, CATALOGUES)).sort()) {
    const exported: Record<string, unknown> = await import(pathToFileURL(join(ROOT, CATALOGUES, name)).href)
    for (const value of Object.values(exported)) if (isRow(value)) rows.push(value)
  }
  return rows.sort((a, b) => (a.code < b.code ? -1 : 1))
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && 'code' in value && 'slug' in value && 'severity' in value
}

function tableRow({ code, slug, severity }: Row): string {
  const mark = severity === 'warning' ? ' (warning)' : ''
  return `| [${code}](${code}.md) | ${slug}${mark} | ${firstSentence(code) ?? slug.replaceAll('-', ' ')} |\n`
}

/** Of the paragraph under the title. */
function firstSentence(code: string): string | undefined {
  const path = join(ROOT, PAGES, `${code}.md`)
  if (!existsSync(path)) return undefined
  const [, paragraph = ''] = readFileSync(path, 'utf8').split('\n\n')
  const sentence = /^(.*?[.!?])(?:\s|$)/s.exec(paragraph)?.[1] ?? paragraph
  return sentence.replaceAll('\n', ' ').replaceAll('|', '\\|')
}
