/**
 * Everything a fresh clone needs before it can run: the locked packages (the project's own Node 24 among them) and the build. Runs under whatever Node
 * started npm, so it stays plain JavaScript without dependencies; it does nothing when nothing changed.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = join(root, 'node_modules', '.clawql-setup')
const quiet = process.argv.includes('--quiet')

installPackages()
build()

function installPackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('installing the locked packages (once)…')
  run('npm', ['ci', '--loglevel=error', '--no-fund', '--no-audit'])
  writeFileSync(stamp, wanted)
}

function build() {
  say('building…')
  run('npm', ['run', '--silent', 'build'])
}

/**
 * Where Node was installed with its headers, native parts are built from those instead of from the network. They need no particular version: the one
 * package that has such a part (optional, and absent where it cannot be built) uses the stable interface.
 */
function headersAtHand() {
  if (process.env.npm_config_nodedir !== undefined) return {}
  const folders = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, '..'))
  const found = folders.find((folder) => existsSync(join(folder, 'include', 'node', 'node_api.h')))
  return found === undefined ? {} : { npm_config_nodedir: found }
}

function say(text) {
  if (!quiet) process.stderr.write(`setup: ${text}\n`)
}

function run(command, commandArguments) {
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
  const result = spawnSync(command, commandArguments, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...headersAtHand(), PATH: path },
  })
  if (result.status !== 0) {
    process.stderr.write(
      `setup: \`${command} ${commandArguments.join(' ')}\` failed${result.error ? `: ${result.error.message}` : ''}\n`,
    )
    process.exit(1)
  }
}
