/**
 * Programs of the operating system that some tests need: found on the path, else installed once with Debian's own tool where this process may do so.
 * Says whether a program is there; what follows from that is the test's own business.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Debian package → names its program goes by. */
const PROGRAMS = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  fish: ['fish'],
  softhsm2: ['softhsm2-util'],
  strace: ['strace'],
  zsh: ['zsh'],
} as const

export type SystemPackage = keyof typeof PROGRAMS

export type PackageState =
  | { readonly state: 'installed'; readonly program: string }
  | { readonly state: 'unavailable'; readonly reason: string }

/** Why installing did not work, so that it is tried once per process. */
let failure: string | undefined

/** Takes about a minute where the package has to be installed, and says on standard error that it does. Never throws. */
export function ensurePackage(name: SystemPackage): PackageState {
  const reason = findProgram(name) === undefined ? install(name) : undefined
  const program = findProgram(name)
  if (program !== undefined) return { state: 'installed', program }
  return { state: 'unavailable', reason: reason ?? `the package ${name} brought no program ${PROGRAMS[name][0]}` }
}

function findProgram(name: SystemPackage): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.flatMap((folder) => PROGRAMS[name].map((program) => join(folder, program))).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Undefined when apt says that it went well. Only root installs: nobody is asked for a password. */
function install(name: SystemPackage): string | undefined {
  if (failure !== undefined) return failure
  if (process.getuid?.() !== 0) return `${name} is not installed, and only root may install it`
  if (!isExecutable('/usr/bin/apt-get')) return `${name} is not installed, and there is no apt-get`
  process.stderr.write(`installing the system package ${name} (once)…\n`)
  const patience = ['-q', '-o', 'DPkg::Lock::Timeout=180', '-o', 'Acquire::Retries=2']
  failure = apt([...patience, 'update']) ?? apt([...patience, 'install', '-y', '--no-install-recommends', name])
  return failure
}

function apt(words: readonly string[]): string | undefined {
  const { status, stderr, error } = spawnSync('/usr/bin/apt-get', words, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 600_000,
  })
  if (status === 0) return undefined
  return `apt-get ${words.at(-1)} failed: ${error?.message ?? stderr.trim().split('\n').at(-1) ?? 'without a word'}`
}
