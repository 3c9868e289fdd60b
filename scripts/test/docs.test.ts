/**
 * Every code block of the documentation is run or compiled: `console` sessions are replayed, page by page, each page in a directory of its own; `claw`
 * modules are checked; `json` is parsed; `ts` is type-checked. A block of another kind must be one of the kinds listed as prose.
 */
import assert from 'node:assert/strict'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { check } from '@clawql/compiler'
import { virtualHost } from '@clawql/compiler/testing'
import { createNodeHost } from '../../cli/src/node-host.ts'
import { codeBlocks } from '../docs/code-blocks.ts'
import { consoleSteps, mismatch, runStep } from '../docs/console-block.ts'
import { typeErrors } from '../docs/type-check.ts'
import { filesBelow, ROOT } from '../source-tree.ts'

/** Shown, not run: output excerpts, grammars, diagrams, data formats in prose. */
const PROSE = new Set(['', 'text', 'ebnf', 'mermaid', 'diff', 'yaml', 'http', 'python', 'bash', 'cel'])

const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  ...filesBelow('docs', ['.md']),
  ...filesBelow('spec-tests', ['.md']),
  ...filesBelow('manifest-validator', ['.md']),
]
  // The diagnostic pages have a test of their own, which knows their markers.
  .filter((page) => !page.startsWith('docs/reference/diagnostics/'))

describe('documentation', () => {
  let counted = 0
  for (const page of pages) {
    const blocks = codeBlocks(readFileSync(join(ROOT, page), 'utf8'))
    const sessions = blocks.filter(({ language }) => language === 'console')
    if (sessions.length > 0) it(`${page}: the terminal sessions print what the page says`, () => replay(page))
    const project: Record<string, string> = {}
    for (const { language, flags, text, line } of blocks) {
      if (language === 'console') continue
      counted += 1
      // `claw continued` goes on with the files that the page has shown so far.
      if (flags.includes('continued')) Object.assign(project, filesOf(text))
      const files = flags.includes('continued') ? { ...project } : filesOf(text)
      if (language === 'claw') it(`${page}:${line} compiles`, () => compiles(files, flags))
      else if (language === 'json') it(`${page}:${line} is JSON`, () => void JSON.parse(text))
      // A `continued` module belongs to the page's project: the page's own sessions check it, or it is run there.
      else if (['ts', 'js'].includes(language) && flags.includes('continued')) continue
      else if (language === 'ts')
        it(`${page}:${line} type-checks`, () => {
          // `ts type` shows a type by itself.
          assert.deepEqual(typeErrors(flags.includes('type') ? `export type Example = ${text}` : text), [])
        })
      else if (!PROSE.has(language))
        it(`${page}:${line} has a kind the tests know`, () => assert.fail(`a block of kind \`${language}\``))
    }
  }
  it('finds the blocks', () => {
    assert.ok(counted > 5, `only ${counted} blocks were found`)
  })
})

/** The standard library and the presets, as the toolchain brings them. */
const { readPackage } = createNodeHost(ROOT)

/** The files of a block: each begins with a line `// file: NAME`. */
function filesOf(text: string): Readonly<Record<string, string>> {
  const parts = text.split(/^(?=\/\/ file: )/m)
  return Object.fromEntries(parts.map((part, n) => [/^\/\/ file: (\S+)/.exec(part)?.[1] ?? `example-${n}.claw`, part]))
}

function compiles(files: Readonly<Record<string, string>>, flags: readonly string[]): void {
  const { diagnostics } = check({ ...virtualHost(files), readPackage })
  const errors = diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code}: ${message}`)
  // `claw CQ2001` shows that error and no other.
  const expected = flags.filter((flag) => /^CQ\d{4}$/.test(flag))
  if (expected.length === 0) assert.deepEqual(errors, [])
  else assert.deepEqual([...new Set(errors.map((error) => error.slice(0, 6)))], expected)
}

/** One directory per page, with `clawqlc` and the other programs on the path; the files of `continued` blocks are there when the page has shown them. */
function replay(page: string): void {
  const directory = mkdtempSync(join(tmpdir(), 'clawql-docs-'))
  const programs = join(directory, '.bin')
  mkdirSync(programs)
  symlinkSync(join(ROOT, 'examples'), join(directory, 'examples'))
  for (const [name, target] of [
    ['clawqlc', 'cli/dist/clawqlc.js'],
    ['clawql', 'cli/dist/clawql.js'],
    ['clawql-conformance', 'spec-tests/dist/main.js'],
  ] as const) {
    writeFileSync(join(programs, name), `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, target)}" "$@"\n`)
    chmodSync(join(programs, name), 0o755)
  }
  const blocks = codeBlocks(readFileSync(join(ROOT, page), 'utf8'))
  // What `npm install` would have put there, for pages whose project has modules of its own.
  if (blocks.some(({ language, flags }) => ['ts', 'js'].includes(language) && flags.includes('continued')))
    symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'))
  try {
    let current = directory
    for (const { language, flags, text } of blocks) {
      if (flags.includes('continued')) writeFiles(current, filesOf(text))
      if (language !== 'console') continue
      for (const { command, expected } of consoleSteps(text)) {
        const change = /^cd (\S+)$/.exec(command)
        if (change !== null) {
          current = join(current, change[1] ?? '.')
          continue
        }
        const isOfRoot = /^npm /.test(command) || (page !== 'README.md' && /examples\//.test(command))
        // `console here` stays in the page's directory, with the examples beside it.
        const actual = runStep(command, isOfRoot && !flags.includes('here') ? ROOT : current, programs)
        assert.equal(mismatch(expected, actual), undefined, `$ ${command}`)
      }
    }
  } finally {
    stopServers(directory)
    rmSync(directory, { recursive: true, force: true })
  }
}

/** A session that broke off has not stopped what it started; by convention its process id is in `serve.pid`. */
function stopServers(directory: string): void {
  for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    if (basename(path) !== 'serve.pid') continue
    const id = Number(readFileSync(join(directory, path), 'utf8'))
    try {
      process.kill(id, 'SIGKILL')
    } catch {
      // It has ended by itself, as it should.
    }
  }
}

function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
}
