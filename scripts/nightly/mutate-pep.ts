/**
 * Takes back one decision of the enforcement point at a time, in a copy, and runs its tests: a mutant that they let pass is a decision nobody holds. Prints
 * each and the score; status 1 when one survives. `node scripts/nightly/mutate-pep.ts [words of a name…]`
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Mutant, PEP_MUTANTS } from './pep-mutants.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Cheapest first: most mutants die in the machine's own tests. */
const SUITES: readonly (readonly string[])[] = [
  ['pep/machine', 'pep/naive-model', 'pep/quorum', 'breaker/breaker-record', 'breaker/breaker-reader'],
  ['pep/exploration'],
  [
    'pep/governed-action',
    'pep/breaker',
    'pep/approval-attacks',
    'pep/rate',
    'claims/token',
    'claims/hostile-token',
    'claims/jwks',
  ],
  ['pep/failing-surroundings', 'pep/hostile-handlers', 'pep/secrecy', 'pep/guard-mistrust'],
]

export interface Verdict {
  readonly mutant: Mutant
  /** The suites that noticed; undefined where none did. */
  readonly killedBy: string | undefined
}

/** `depth`: how many of the suites to try. Throws where the untouched copy fails, or a mutant fits nothing or more than one place. */
export function runMutants(
  mutants: readonly Mutant[],
  depth: number,
  told: (verdict: Verdict) => void,
): readonly Verdict[] {
  const folder = mkdtempSync(join(tmpdir(), 'clawql-mutants-'))
  try {
    cpSync(join(ROOT, 'runtime'), join(folder, 'runtime'), {
      recursive: true,
      filter: (path) => !/[/\\](dist|node_modules)$/.test(path),
    })
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    const suites = SUITES.slice(0, depth)
    const ill = suites.find((suite) => !passes(folder, suite))
    if (ill !== undefined) throw new Error(`${ill.join(', ')}: fails without any mutant`)
    return mutants.map((mutant) => {
      const restore = apply(folder, mutant)
      const killer = suites.find((suite) => !passes(folder, suite))
      restore()
      const verdict = { mutant, killedBy: killer?.join(', ') }
      told(verdict)
      return verdict
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function apply(folder: string, { name, file, find, replace }: Mutant): () => void {
  const path = join(folder, 'runtime', 'src', file)
  const text = readFileSync(path, 'utf8')
  if (text.split(find).length !== 2) throw new Error(`${name}: its text is not in ${file} exactly once`)
  writeFileSync(
    path,
    text.replace(find, () => replace),
  )
  return () => writeFileSync(path, text)
}

/** A run that hangs has noticed too. */
function passes(folder: string, suite: readonly string[]): boolean {
  const files = suite.map((name) => join(folder, 'runtime', 'test', `${name}.test.ts`))
  const mocha = join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js')
  const words = [
    '--conditions=source',
    '--disable-warning=ExperimentalWarning',
    mocha,
    '--no-config',
    '--bail',
    '--timeout',
    '30000',
    '--exit',
    ...files,
  ]
  return spawnSync(process.execPath, words, { cwd: folder, stdio: 'ignore', timeout: 300_000 }).status === 0
}

if (import.meta.main) {
  const words = process.argv.slice(2)
  const chosen = PEP_MUTANTS.filter(({ name }) => words.every((word) => name.includes(word)))
  const verdicts = runMutants(chosen, SUITES.length, ({ mutant, killedBy }) => {
    process.stdout.write(
      `${killedBy === undefined ? 'SURVIVED' : 'killed  '}  ${mutant.name}${killedBy === undefined ? '' : `  (${killedBy})`}\n`,
    )
  })
  const survivors = verdicts.filter(({ killedBy }) => killedBy === undefined).length
  process.stdout.write(`${verdicts.length - survivors} of ${verdicts.length} mutants killed\n`)
  process.exitCode = survivors === 0 ? 0 : 1
}
