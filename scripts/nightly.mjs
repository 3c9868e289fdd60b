/**
 * `npm run nightly [NAME…]`: the long runs, one after another: each program of `scripts/nightly/` that ends in a report of its own. A short slice of each
 * stands in the tests. Ends with status 1 when one of them fails.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const RUNS = [
  'differential',
  'log-crashes',
  'log-process-crashes',
  'log-tampering',
  'mutate-generator',
  'mutate-pep',
  'pep-crashes',
  'pep-exploration',
  'workspace-edits',
]

const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !RUNS.includes(name))
if (unknown !== undefined) {
  process.stderr.write(`there is no nightly run \`${unknown}\`; there are: ${RUNS.join(', ')}\n`)
  process.exit(1)
}

const failed = []
for (const name of wanted.length > 0 ? wanted : RUNS) {
  process.stdout.write(`== ${name}\n`)
  const { status } = spawnSync(
    process.execPath,
    ['--conditions=source', '--disable-warning=ExperimentalWarning', join(root, 'scripts', 'nightly', `${name}.ts`)],
    {
      cwd: root,
      stdio: 'inherit',
    },
  )
  if (status !== 0) failed.push(name)
}
process.stdout.write(failed.length === 0 ? 'every nightly run held\n' : `failed: ${failed.join(', ')}\n`)
process.exitCode = failed.length === 0 ? 0 : 1
