/**
 * `bench/parse`: from text to tree. Beside a bare chevrotain parser of the same grammar, which is given its tokens in order and makes nothing of them, and beside
 * TypeSpec's parser, called as its compiler calls it, on the models and operations that say the same. A file of ten actions at a time. Marks:
 * docs/benchmarks.md. Its text holds more documentation than ours (29 % of it, ours 6 %), which it parses; without, it is as fast, to within the spread.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse as parseTypeSpec } from '@typespec/compiler/ast'
import { DiagnosticSink } from '../../compiler/src/diagnostics/diagnostic.ts'
import { arrangeTokens } from '../../compiler/src/syntax/arrange-tokens.ts'
import { lexSource } from '../../compiler/src/syntax/lex-source.ts'
import { parseSource } from '../../compiler/src/syntax/parse-source.ts'
import { createSyntaxErrors } from '../../compiler/src/syntax/syntax-errors.ts'
import { LEXED } from '../../compiler/src/syntax/tokens.ts'
import { writeClawProject, writeTypeSpecProject } from '../compile/project.ts'
import { markLines } from '../mark.ts'
import { type Candidate, measure } from '../measure.ts'
import { chevrotain, createBareParser } from './bare-parser.ts'

const ACTIONS = 200

/** A parser is much code, and all of it has to be hot. */
const WARM_UP_MS = 1_000

/** Returns the table as Markdown. */
export async function benchParse(root: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'clawql-parse-'))
  try {
    writeClawProject(join(folder, 'claw'), ACTIONS, join(root, 'examples', 'treasury'))
    writeTypeSpecProject(join(folder, 'tsp'), ACTIONS)
    return compare(desks(join(folder, 'claw')), desks(join(folder, 'tsp')))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The texts of the files that hold actions. */
function desks(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const wanted = files.filter((path) => /part\d+\.(?:claw|tsp)$/.test(path)).sort()
  return wanted.map((path) => readFileSync(join(folder, path), 'utf8'))
}

function compare(policies: readonly string[], models: readonly string[]): string {
  const bare = createBareParser()
  const lexer = new chevrotain.Lexer([...LEXED], { positionTracking: 'onlyOffset', ensureOptimizations: true })
  const arranged = policies.map((text) => {
    const errors = createSyntaxErrors('')
    return arrangeTokens(lexSource(text, errors).tokens, errors)
  })
  const at = <T>(items: readonly T[], n: number): T => items[n % items.length] as T
  const candidates: readonly Candidate[] = [
    {
      name: 'a bare chevrotain parser',
      run: (n) => lexer.tokenize(at(policies, n)).tokens.length + bare.read(at(arranged, n)),
    },
    { name: 'parseSource', run: (n) => parseSource('', at(policies, n), new DiagnosticSink()) },
    { name: 'TypeSpec, its own text', run: (n) => parseTypeSpec(at(models, n)) },
  ]
  requireSound(policies, arranged, models)
  const speeds = measure(candidates, { rounds: 41, roundMs: 50, warmUpMs: WARM_UP_MS, processorTime: true }).map(
    ({ name, median, spread }) => {
      const bytes = meanLength(name.startsWith('TypeSpec') ? models : policies)
      return { name, speed: (bytes * 1e3) / median, spread: (100 * spread) / median }
    },
  )
  const [base, own, typeSpec] = speeds.map(({ speed }) => speed) as [number, number, number]
  const rows = speeds.map(
    ({ name, speed, spread }) => `| ${name} | ${speed.toFixed(1)} MB/s | ± ${spread.toFixed(0)} % |`,
  )
  return [
    '| | speed | spread |',
    '|---|---:|---:|',
    ...rows,
    '',
    markLines([
      { what: 'time beside the bare parser', value: base / own, bound: 'at most', limit: 1.5, unit: '×' },
      { what: 'speed beside TypeSpec', value: own / typeSpec, bound: 'at least', limit: 1, unit: '×' },
    ]),
  ].join('\n')
}

/** All of them must read all of it before anything is timed. */
function requireSound(
  policies: readonly string[],
  arranged: readonly Parameters<ReturnType<typeof createBareParser>['read']>[0][],
  models: readonly string[],
): void {
  const bare = createBareParser()
  const refused = arranged.filter((segments) => bare.read(segments) > 0).length
  const sink = new DiagnosticSink()
  for (const text of policies) parseSource('', text, sink)
  const wrong = models.flatMap((text) => parseTypeSpec(text).parseDiagnostics).length
  if (refused + sink.sorted().length + wrong > 0) {
    throw new Error(`refused: ${refused} by the bare parser, ${sink.sorted().length} by ours, ${wrong} by TypeSpec`)
  }
}

function meanLength(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0) / texts.length
}
