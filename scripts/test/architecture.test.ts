/**
 * Holds the shape of the house: which package may see which, where the outside is touched, which library is known where, no import cycles, no giant
 * files, no rooms without a name. The table below is the layer diagram of ARCHITECTURE.md; change both or neither.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesBelow, ROOT, readSources, type SourceFile } from '../source-tree.ts'

/** Package folder → the packages of this project its sources may import values from. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'manifest-validator': [],
  'manifest-validator/pkcs11': ['clawql-manifest-validator'],
  compiler: ['clawql-manifest-validator'],
  runtime: ['clawql-manifest-validator', '@clawql/runtime'],
  'spec-tests': [],
  cli: ['clawql-manifest-validator', 'clawql-hsm-pkcs11', '@clawql/compiler', '@clawql/runtime'],
}
const OWN_PACKAGES = [
  'clawql-manifest-validator',
  'clawql-hsm-pkcs11',
  '@clawql/compiler',
  '@clawql/runtime',
  '@clawql/spec-tests',
  'clawqlc',
]

/** The compiler's rooms: each may import values only from itself and these. Emitters, evaluator and syntax never see each other. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  text: [],
  calibrate: [],
  source: ['diagnostics', 'text'],
  diagnostics: ['source', 'text'],
  syntax: ['source', 'diagnostics', 'text'],
  types: ['source', 'diagnostics', 'text', 'program', 'check'],
  program: ['types'],
  import: ['text'],
  query: [],
  resolve: ['source', 'diagnostics', 'text', 'syntax', 'types', 'check', 'program', 'import', 'query'],
  check: ['source', 'diagnostics', 'text', 'types', 'program', 'resolve', 'import', 'query'],
  evaluate: ['program', 'types'],
  coverage: ['program', 'types', 'evaluate'],
  foreign: ['program', 'types', 'evaluate'],
  verify: ['program', 'types', 'evaluate'],
  emit: ['program', 'types'],
  format: ['source', 'diagnostics', 'syntax'],
  fix: ['diagnostics'],
  handlers: ['diagnostics', 'text'],
  lint: ['program', 'types', 'text', 'source', 'diagnostics', 'evaluate', 'coverage'],
}

/** Files over 500 lines, each with the reason it is one file. */
const LONG_FILES: Readonly<Record<string, string>> = {}

/** Libraries that one room alone may import. */
const LIBRARY_ROOMS: Readonly<Record<string, string>> = {
  chevrotain: 'compiler/src/syntax/',
  yaml: 'compiler/src/import/',
  commander: 'cli/src/',
  chokidar: 'cli/src/',
  pkcs11js: 'manifest-validator/pkcs11/src/',
}

const sources = readSources(Object.keys(LAYERS).map((name) => `${name}/src`))
const everything = [
  ...sources,
  // The tests of a package inside another are with the other's.
  ...readSources([
    ...Object.keys(LAYERS)
      .filter((name) => !name.includes('/'))
      .map((name) => `${name}/test`),
    'presets',
    'scripts',
    'bench',
  ]),
]

describe('architecture', () => {
  it('packages import only the packages below them', () => {
    const wrong = sources.flatMap(({ path, imports }) => {
      const allowed = LAYERS[packageOf(path)] ?? []
      return imports
        .map(({ specifier }) => OWN_PACKAGES.find((name) => specifier === name || specifier.startsWith(`${name}/`)))
        .filter((name) => name !== undefined && !allowed.includes(name))
        .map((name) => `${path} imports ${name}`)
    })
    assert.deepEqual(wrong, [])
  })

  it('no relative import leaves its package', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => target !== undefined && !target.startsWith(`${packageOf(path)}/src/`))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    )
    assert.deepEqual(wrong, [])
  })

  it('the rooms of the compiler import only what their row names', () => {
    const wrong = sources.flatMap(({ path, imports }) => {
      const room = roomOf(path)
      if (room === undefined) return []
      const allowed = [room, ...(ROOMS[room] ?? [])]
      return imports
        .filter(({ target, typeOnly }) => target !== undefined && !typeOnly)
        .map(({ target = '' }) => roomOf(target))
        .filter((seen) => seen !== undefined && !allowed.includes(seen))
        .map((seen) => `${path} imports from ${seen}/`)
    })
    assert.deepEqual([...new Set(wrong)], [])
  })

  it('the rooms of the compiler are all in the table', () => {
    const seen = new Set(sources.map(({ path }) => roomOf(path)).filter((room) => room !== undefined))
    assert.deepEqual(
      [...seen].filter((room) => ROOMS[room] === undefined && room !== 'testing'),
      [],
    )
  })

  it('value imports have no cycles', () => {
    assert.deepEqual(findCycles(sources), [])
  })

  it('Node is touched only in node folders, the command line, the conformance runner, the PKCS#11 provider and scripts', () => {
    const allowed = /^(cli|spec-tests|manifest-validator\/pkcs11)\/|\/node\//
    const wrong = sources.flatMap(({ path, imports }) =>
      allowed.test(path)
        ? []
        : imports
            .filter(({ specifier }) => specifier.startsWith('node:'))
            .map(({ specifier }) => `${path} imports ${specifier}`),
    )
    assert.deepEqual(wrong, [])
  })

  it('a library is known in one room', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports
        .map(({ specifier }) => LIBRARY_ROOMS[specifier.split('/')[0] ?? ''])
        .filter((room) => room !== undefined && !path.startsWith(room))
        .map((room) => `${path} imports a library that belongs to ${room}`),
    )
    assert.deepEqual(wrong, [])
  })

  it('index.ts is imported by nobody inside its package', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports.filter(({ target }) => target !== undefined && /^[^/]+\/src\/index\.ts$/.test(target)).map(() => path),
    )
    assert.deepEqual(wrong, [])
  })

  it('every file has a size a person can read', () => {
    const long = everything.filter(
      ({ path, lines }) => lines > 500 && !path.includes('.generated.') && LONG_FILES[path] === undefined,
    )
    assert.deepEqual(
      long.map(({ path, lines }) => `${path}: ${lines} lines`),
      [],
    )
  })

  it('every source file opens by saying what it is for', () => {
    const silent = sources.filter(
      ({ text, path }) => !/^(#!.*\n)?\/(\*\*|\/) ?\S?/.test(text) && !path.includes('.generated.'),
    )
    assert.deepEqual(
      silent.map(({ path }) => path),
      [],
    )
  })

  it('files are kebab-case and none is called utils, misc, common or helpers', () => {
    const wrong = everything.filter(({ path }) => {
      const name = path.split('/').at(-1) ?? ''
      return (
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|generated|config))*\.(ts|mjs)$/.test(name) ||
        /(^|\/)(utils?|misc|common|helpers?)(\.|\/)/.test(path)
      )
    })
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    )
  })

  it('no test is skipped, exclusive or timed', () => {
    const pattern = /\b(it|describe|test)\.(skip|only)\(|\bthis\.skip\(\)|\bx(it|describe)\(/
    const wrong = everything.filter(
      ({ path, text }) => path.includes('/test/') && !path.endsWith('architecture.test.ts') && pattern.test(text),
    )
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    )
  })

  it('no file names a path of a machine or leaves a word for later', () => {
    const word = new RegExp(['TO', 'DO|FIX', 'ME|XX', 'X'].join(''))
    const place = new RegExp(['(^|[^A-Za-z0-9_./-])/(wo', 'rk|ro', 'ot)/'].join(''))
    const files = ['.'].flatMap((directory) =>
      filesBelow(directory, ['.ts', '.mjs', '.md', '.claw', '.json', '.yaml', '.py']),
    )
    const wrong = files.filter((path) => {
      if (path === 'package-lock.json') return false
      const text = readFileSync(join(ROOT, path), 'utf8')
      return place.test(text) || (/\.(ts|mjs|claw|py)$/.test(path) && new RegExp(`\\b(${word.source})\\b`).test(text))
    })
    assert.deepEqual(wrong, [])
  })
})

/** The folder of the package a source file belongs to. */
function packageOf(path: string): string {
  return path.split('/src/')[0] ?? ''
}

function roomOf(path: string): string | undefined {
  const match = /^compiler\/src\/([a-z-]+)\//.exec(path)
  return match?.[1]
}

/** Each cycle once, as `a → b → a`, found by a depth-first walk over value imports. */
function findCycles(files: readonly SourceFile[]): readonly string[] {
  const edges = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.filter(({ typeOnly }) => !typeOnly).flatMap(({ target }) => (target === undefined ? [] : [target])),
    ]),
  )
  const cycles: string[] = []
  const done = new Set<string>()
  const stack: string[] = []
  const visit = (path: string): void => {
    if (done.has(path)) return
    const at = stack.indexOf(path)
    if (at >= 0) {
      cycles.push([...stack.slice(at), path].join(' → '))
      return
    }
    stack.push(path)
    for (const next of edges.get(path) ?? []) visit(next)
    stack.pop()
    done.add(path)
  }
  for (const { path } of files) visit(path)
  return cycles
}
