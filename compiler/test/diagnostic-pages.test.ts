/**
 * Every diagnostic has a page and every page a diagnostic; the examples of all pages are compiled, the wrong ones against the markers in them. What a
 * page cannot show as it is, an example writes as `{{hex FF FE}}` (bytes) or `{{repeat 5000 text}}`.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Analysis } from '../src/analyse.ts'
import type { Severity } from '../src/diagnostics/diagnostic.ts'
import { check, expectDiagnostics, lintFiles } from '../src/testing/expect-diagnostics.ts'
import type { VirtualFiles } from '../src/testing/virtual-host.ts'
import { PACKAGES, REPOSITORY } from './repository-host.ts'

const PAGES = join(REPOSITORY, 'docs/reference/diagnostics')
const CATALOGUES = join(REPOSITORY, 'compiler/src/diagnostics/catalogue')

interface Row {
  readonly code: string
  readonly slug: string
  readonly severity: Severity
}

interface Page {
  readonly title: string
  readonly wrong: Readonly<Record<string, string>>
  readonly right: Readonly<Record<string, string>>
}

/** The day on which the examples of lint are looked at: some suppressions have ended, some have not. */
const DAY = { date: '2027-06-01' }

const rows = await readCatalogues()

describe('diagnostic pages', () => {
  it('no code is used twice', () => {
    const codes = rows.map(({ code }) => code)
    assert.deepEqual(
      codes.filter((code, index) => codes.indexOf(code) !== index),
      [],
    )
  })

  it('codes and pages are equal sets', () => {
    const pages = readdirSync(PAGES)
      .filter((name) => name.startsWith('CQ'))
      .map((name) => name.replace(/\.md$/, ''))
    assert.deepEqual(pages.sort(), rows.map(({ code }) => code).sort())
  })

  for (const row of rows) {
    describe(`${row.code} ${row.slug}`, () => {
      it('the page has the code and the slug in its title', () => {
        assert.equal(readPage(row.code).title, `${row.code} ${row.slug}`)
      })

      // What the handlers beside them show is tested where TypeScript is: in `cli/test/handlers`.
      if (row.code.startsWith('CQ8')) {
        it('the policies of both examples have no errors', () => {
          for (const example of [readPage(row.code).wrong, readPage(row.code).right])
            assert.deepEqual(check(expanded(example), { packages: PACKAGES }).diagnostics, [])
        })
        return
      }

      it('the wrong example gives exactly what it marks', () => {
        const { diagnostics } = expectExample(readPage(row.code).wrong, isLint(row))
        const own = diagnostics.filter(({ code }) => code === row.code)
        assert.ok(own.length > 0, `no ${row.code} in the example`)
        for (const { severity, message } of own) {
          assert.equal(severity, row.severity)
          assert.match(message, /^[^A-Z\s].*[^.\s]$/s, 'lower case, no final period')
        }
      })

      it('the right example has no errors', () => {
        const files = expanded(readPage(row.code).right)
        const options = { packages: PACKAGES }
        const diagnostics = isLint(row) ? lintFiles(files, { ...options, ...DAY }) : check(files, options).diagnostics
        // Nothing of lint is an error: what it says is right, it must not find fault with.
        const errors = diagnostics.filter(({ severity, code }) => severity === 'error' || code === row.code)
        assert.deepEqual(
          errors.map(({ code, message }) => `${code} ${message}`),
          [],
        )
      })
    })
  }
})

async function readCatalogues(): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const name of readdirSync(CATALOGUES).sort()) {
    const exported: Record<string, unknown> = await import(join(CATALOGUES, name))
    for (const value of Object.values(exported)) if (isRow(value)) rows.push(value)
  }
  return rows.sort((a, b) => (a.code < b.code ? -1 : 1))
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && 'code' in value && 'slug' in value && 'severity' in value
}

function readPage(code: string): Page {
  const text = readFileSync(join(PAGES, `${code}.md`), 'utf8')
  const section = (name: string): string => {
    const start = text.indexOf(`\n## ${name}\n`)
    assert.ok(start >= 0, `the page of ${code} has no section ${name}`)
    const end = text.indexOf('\n## ', start + 1)
    return text.slice(start, end < 0 ? undefined : end)
  }
  section('Why')
  return {
    title: /^# (.*)\n/.exec(text)?.[1] ?? '',
    wrong: examples(section('Wrong')),
    right: examples(section('Right')),
  }
}

/** The fenced blocks of a section as files; the first line may name one, `// file: a/b.claw`. */
function examples(section: string): Readonly<Record<string, string>> {
  const files: Record<string, string> = {}
  for (const [, block = ''] of section.matchAll(/```(?:claw|yaml)\n([\s\S]*?)\n```/g)) {
    const name = /^(?:\/\/|#) file: (\S+)\n/.exec(block)?.[1] ?? 'main.claw'
    assert.ok(!(name in files), `two examples for one file, ${name}`)
    files[name] = `${block}\n`
  }
  assert.ok(Object.keys(files).length > 0, 'a section without an example')
  return files
}

function expectExample(example: Readonly<Record<string, string>>, lint: boolean): Analysis {
  return expectDiagnostics(expanded(example), { packages: PACKAGES, markers: example, lint, ...DAY })
}

/** Reported by `lint`, of sources without errors. */
function isLint({ code }: Row): boolean {
  return code.startsWith('CQ7')
}

/** The files as they are compiled; only those that write something otherwise are bytes. */
function expanded(example: Readonly<Record<string, string>>): VirtualFiles {
  return Object.fromEntries(
    Object.entries(example).map(([name, text]) => [name, text.includes('{{') ? expandedBytes(text) : text]),
  )
}

function expandedBytes(text: string): Uint8Array {
  const repeated = text.replace(/\{\{repeat (\d+) ([^}]*)\}\}/g, (_, count: string, part: string) =>
    part.repeat(Number(count)),
  )
  const parts = repeated.split(/(\{\{hex [0-9A-F ]+\}\})/)
  return new Uint8Array(
    Buffer.concat(
      parts.map((part) =>
        part.startsWith('{{hex ') ? Buffer.from(part.slice(6, -2).replaceAll(' ', ''), 'hex') : Buffer.from(part),
      ),
    ),
  )
}
