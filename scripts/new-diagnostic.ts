/**
 * `npm run new:diagnostic -- CQ31 slug-of-it`: the catalogue entry and the page of a new diagnostic, ready to be filled in, under the next free code that begins
 * so. Refuses a code that was ever used and a code outside the catalogues, so that codes and pages cannot drift apart.
 */
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from './source-tree.ts'

/** First digit → the catalogue file of the phase. */
const CATALOGUES: Readonly<Record<string, string>> = {
  '1': 'syntax',
  '2': 'names',
  '3': 'types',
  '4': 'governance',
  '5': 'manifest',
  '6': 'tests',
  '7': 'lint',
  '8': 'handlers',
}

export interface Scaffold {
  readonly catalogue: string
  readonly entry: string
  readonly page: string
  readonly pageText: string
}

/** Codes that were given once and are given no more. */
const RETIRED: ReadonlySet<string> = new Set(['CQ3001'])

/** What would be written for a code and slug; throws with the reason when they are not acceptable. */
export function scaffoldDiagnostic(code: string, slug: string): Scaffold {
  const name = CATALOGUES[/^CQ(\d)\d{3}$/.exec(code)?.[1] ?? '']
  if (RETIRED.has(code)) throw new Error(`${code} had a meaning once and keeps it`)
  if (name === undefined) throw new Error(`a code is CQ and four digits, the first of them 1 to 8: \`${code}\` is not`)
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug))
    throw new Error(`a slug is lower-case words joined by hyphens: \`${slug}\` is not`)
  const severity = name === 'lint' ? 'warning' : 'error'
  const constant = slug.replace(/-[a-z0-9]/g, (part) => part.slice(1).toUpperCase())
  return {
    catalogue: `compiler/src/diagnostics/catalogue/${name}.ts`,
    entry: `
export const ${constant}: CatalogueEntry<{ name: string }> = define('${code}', {
  slug: '${slug}',
  severity: '${severity}',
  message: ({ name }) => \`say what is wrong with \\\`\${name}\\\`\`,
})
`,
    page: `docs/reference/diagnostics/${code}.md`,
    pageText: `# ${code} ${slug}

Say in a sentence or two what is wrong.

## Wrong

\`\`\`claw
module demo

role somebody
//   ^^^^^^^^ ${severity} ${code}
\`\`\`

## Why

Say what would go wrong if this were accepted.

## Right

\`\`\`claw
module demo

role somebody: human
\`\`\`
`,
  }
}

/** Of codes that begin with the prefix the one behind the highest that was ever given; the prefix itself when it is a whole code. */
export function nextCode(prefix: string, used: Iterable<string>): string {
  if (!/^CQ\d{1,4}$/.test(prefix)) throw new Error(`a code begins with CQ and a digit: \`${prefix}\` does not`)
  if (prefix.length === 'CQ0000'.length) return prefix
  const taken = [...used, ...RETIRED].filter((code) => code.startsWith(prefix))
  const highest = Math.max(Number(prefix.slice(2).padEnd(4, '0')), ...taken.map((code) => Number(code.slice(2))))
  const next = `CQ${String(highest + 1)}`
  if (!next.startsWith(prefix)) throw new Error(`every code that begins with ${prefix} is taken`)
  return next
}

/** Of the catalogues and of the pages, so that a half-made diagnostic counts. */
export function usedCodes(): ReadonlySet<string> {
  const catalogues = join(ROOT, 'compiler/src/diagnostics/catalogue')
  const texts = readdirSync(catalogues).map((name) => readFileSync(join(catalogues, name), 'utf8'))
  const pages = readdirSync(join(ROOT, 'docs/reference/diagnostics'))
  return new Set([...texts, ...pages].flatMap((text) => text.match(/CQ\d{4}/g) ?? []))
}

function main([prefix = '', slug = '']: readonly string[]): void {
  try {
    const used = usedCodes()
    const code = nextCode(prefix, used)
    if (used.has(code)) throw new Error(`${code} is taken; \`${code.slice(0, 4)}\` takes the next free one`)
    const scaffold = scaffoldDiagnostic(code, slug)
    appendFileSync(join(ROOT, scaffold.catalogue), scaffold.entry)
    writeFileSync(join(ROOT, scaffold.page), scaffold.pageText)
    process.stdout.write(
      `wrote ${scaffold.catalogue} and ${scaffold.page}: fill in the message, the page, and report it where it belongs\n`,
    )
  } catch (error) {
    process.stderr.write(`new:diagnostic: ${error instanceof Error ? error.message : String(error)}\n`)
    process.stderr.write('usage: npm run new:diagnostic -- CQ31 slug-of-it\n')
    process.exitCode = 1
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2))
