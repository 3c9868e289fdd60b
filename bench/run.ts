/** `npm run bench [NAME…]`: runs the benchmarks and prints their tables; `--write` keeps them in docs/benchmarks.md with the machine they ran on. */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { benchCompile } from './compile/compile.ts'
import { benchDecision } from './decision/decision.ts'
import { benchHostile } from './hostile/hostile.ts'
import { benchLog } from './log/log.ts'
import { benchManifest } from './manifest/manifest.ts'
import { benchParse } from './parse/parse.ts'
import { benchPep } from './pep/pep.ts'
import { benchStore } from './store/store.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BENCHES: Readonly<Record<string, (root: string) => Promise<string>>> = {
  compile: benchCompile,
  decision: benchDecision,
  hostile: benchHostile,
  log: benchLog,
  manifest: benchManifest,
  parse: benchParse,
  pep: benchPep,
  store: benchStore,
}

const words = process.argv.slice(2)
const names = words.filter((word) => !word.startsWith('--'))
const unknown = names.find((name) => BENCHES[name] === undefined)
if (unknown !== undefined) {
  process.stderr.write(`there is no benchmark \`${unknown}\`; there are: ${Object.keys(BENCHES).join(', ')}\n`)
  process.exit(1)
}

for (const [name, bench] of Object.entries(BENCHES)) {
  if (names.length > 0 && !names.includes(name)) continue
  process.stderr.write(`measuring ${name}…\n`)
  const text = await bench(ROOT)
  process.stdout.write(`\n## ${name}\n\n${text}`)
  if (words.includes('--write')) keep(name, text)
}

/** Each benchmark has its part between two markers; the rest of the page is written by people. */
function keep(name: string, text: string): void {
  const path = join(ROOT, 'docs', 'benchmarks.md')
  const page = readFileSync(path, 'utf8')
  const part = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- end -->)`)
  if (!part.test(page)) throw new Error(`docs/benchmarks.md has no place for ${name}`)
  const { length } = cpus()
  const machine = `${length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`
  writeFileSync(path, page.replace(part, `$1\n${machine}\n\n${text}\n$2`))
}
