/**
 * `npm run new:diagnostic -- CQ3199 slug-of-it`: the catalogue entry and the page of a new diagnostic, ready to be filled in. Refuses a code that was
 * ever used and a code outside the catalogues, so that codes and pages cannot drift apart.
 */
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
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
  const constant = slug.toUpperCase().replaceAll('-', '_')
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

function main([code = '', slug = '']: readonly string[]): void {
  try {
    const scaffold = scaffoldDiagnostic(code, slug)
    if (existsSync(join(ROOT, scaffold.page))) throw new Error(`${code} exists already (${scaffold.page})`)
    appendFileSync(join(ROOT, scaffold.catalogue), scaffold.entry)
    writeFileSync(join(ROOT, scaffold.page), scaffold.pageText)
    process.stdout.write(
      `wrote ${scaffold.catalogue} and ${scaffold.page}: fill in the message, the page, and report it where it belongs\n`,
    )
  } catch (error) {
    process.stderr.write(`new:diagnostic: ${error instanceof Error ? error.message : String(error)}\n`)
    process.stderr.write('usage: npm run new:diagnostic -- CQ3199 slug-of-it\n')
    process.exitCode = 1
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2))
