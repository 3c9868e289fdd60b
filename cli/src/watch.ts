/**
 * Runs a verb again whenever the project changes, until it is told to stop. Events are only hints: what changed is decided by comparing the files' bytes, so a
 * touch without an edit runs nothing and a burst of writes runs once. A run that fails, whatever the reason, is reported and does not end the watching.
 */
import { hash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { basename, resolve, sep } from 'node:path'
import { visibleLine } from '@clawql/compiler'
import { type FSWatcher, watch } from 'chokidar'
import { EXIT, type ExitStatus, UsageError } from './exit-status.ts'
import { createNodeHost } from './node-host.ts'
import { isDirectory } from './project.ts'
import { reportFault } from './report-fault.ts'
import { err } from './terminal.ts'
import { untilStopped } from './until-stopped.ts'

/** Editors write a file in several steps, and several files in a row. */
const SETTLE_MS = 100
const NAMED_AT_MOST = 5
/** Larger files are no sources; their size and time of change will do. */
const HASHED_AT_MOST = 1024 * 1024

/** `written`: what the verb writes itself, which is no change of the project unless it is a source. Always ends well: it was told to. */
export async function watchProject(
  directory: string,
  written: readonly (string | undefined)[],
  run: () => ExitStatus | Promise<ExitStatus>,
): Promise<ExitStatus> {
  if (!isDirectory(directory)) throw new UsageError(`\`${directory}\` is not a directory`)
  const outputs = written.flatMap((path) => (path === undefined ? [] : [resolve(path)]))
  const stop = untilStopped()
  const watcher = await startWatcher(directory)
  const changes = createChanges(directory, outputs)
  const woken = createBell(watcher)
  try {
    await runOnce(run)
    err(`watching ${visibleLine(directory)}; interrupt to end\n`)
    while (await Promise.race([stop.reached.then(() => false), woken.next().then(() => true)])) {
      const changed = changes.since()
      if (changed.length === 0) continue
      err(`\n${changesText(changed)}\n`)
      await runOnce(run)
      err('watching again\n')
    }
  } finally {
    stop.now()
    await watcher.close()
  }
  return EXIT.fine
}

async function runOnce(run: () => ExitStatus | Promise<ExitStatus>): Promise<void> {
  try {
    await run()
  } catch (error) {
    reportFault(error)
  }
}

/** Resolves when every directory there is now is watched. */
async function startWatcher(directory: string): Promise<FSWatcher> {
  const root = resolve(directory)
  const watcher = watch(root, {
    ignoreInitial: true,
    followSymlinks: false,
    ignorePermissionErrors: true,
    // As the compiler's host leaves them out.
    ignored: (path) => path !== root && /^\.|^node_modules$/.test(basename(path)),
  })
  watcher.on('error', (error) => err(`clawqlc: watching: ${visibleLine(String(error))}\n`))
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()))
  return watcher
}

interface Bell {
  /** Resolves a moment after the last event since the last call, at once when there was one. */
  next(): Promise<void>
}

function createBell(watcher: FSWatcher): Bell {
  let rung = false
  let wake: () => void = () => undefined
  let settling: NodeJS.Timeout | undefined
  watcher.on('all', () => {
    clearTimeout(settling)
    settling = setTimeout(() => {
      rung = true
      wake()
    }, SETTLE_MS)
  })
  return {
    next: async () => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      rung = false
    },
  }
}

interface Change {
  readonly what: 'added' | 'changed' | 'removed'
  readonly path: string
}

/** What is different from the last time it was asked; ascending by path. */
function createChanges(directory: string, outputs: readonly string[]): { readonly since: () => readonly Change[] } {
  let known = fingerprints(directory, outputs)
  return {
    since: () => {
      const current = fingerprints(directory, outputs)
      const paths = [...new Set([...known.keys(), ...current.keys()])].sort()
      const changed = paths.flatMap((path): Change[] => {
        const [before, after] = [known.get(path), current.get(path)]
        if (before === after) return []
        return [{ what: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed', path }]
      })
      known = current
      return changed
    },
  }
}

function fingerprints(directory: string, outputs: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const path of listFiles(directory)) {
    const full = resolve(directory, path)
    const isOutput = outputs.some((output) => full === output || full.startsWith(output + sep))
    if (isOutput && !path.endsWith('.claw')) continue
    const mark = fingerprint(full)
    if (mark !== undefined) found.set(path, mark)
  }
  return found
}

/** A directory that goes away while it is read has nothing in it. */
function listFiles(directory: string): readonly string[] {
  try {
    return createNodeHost(directory).listFiles('')
  } catch {
    return []
  }
}

function fingerprint(path: string): string | undefined {
  try {
    const { size, mtimeMs } = statSync(path)
    return size > HASHED_AT_MOST ? `${size} ${mtimeMs}` : hash('sha256', readFileSync(path))
  } catch {
    return undefined
  }
}

function changesText(changes: readonly Change[]): string {
  const named = changes.slice(0, NAMED_AT_MOST).map(({ what, path }) => `${what} ${visibleLine(path)}`)
  const more = changes.length - named.length
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
