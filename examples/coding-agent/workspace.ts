/**
 * The files of one workspace, below a root that the host names. It owns what no policy can see: where links lead, what is there now, and how a change is taken
 * back. It decides nothing about who may change what.
 */
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { NotAppliedError } from '@clawql/runtime'

export interface Workspace {
  readonly root: string
  read(path: string): { readonly content: string; readonly digest: string }
  list(directory: string | undefined): readonly string[]
  /** Resolves with the digest of what the file then holds. `key` names the change, for whoever takes it back. */
  create(path: string, content: string, key: string): string
  change(path: string, before: string, content: string, key: string): string
  /** Takes the change of that name back; one that never happened is no change. Throws where somebody has changed the file since. */
  restore(key: string): void
  /** The absolute path of something below the root that no link leads out of. */
  locate(path: string): string
}

/** What a change replaced, written down before it is made. */
interface Change {
  readonly path: string
  readonly before: string | null
  readonly after: string
}

export function openWorkspace(folder: string): Workspace {
  const root = resolve(folder)
  // Beside the workspace: the agent does not see it, and cannot write there.
  const changes = `${root}.changes`

  /** Links are not followed, wherever they lead. Between this look and the use nobody but people may write here. */
  function locate(path: string): string {
    let place = root
    for (const name of path.split('/')) {
      place = join(place, name)
      const found = lstatSync(place, { throwIfNoEntry: false })
      if (found?.isSymbolicLink() === true) throw new NotAppliedError('a link is not followed')
    }
    return place
  }

  function write(change: Change, key: string): string {
    const place = locate(change.path)
    mkdirSync(changes, { recursive: true })
    replace(join(changes, key), JSON.stringify(change))
    mkdirSync(dirname(place), { recursive: true })
    if (change.before === null) writeFileSync(place, change.after, { flag: 'wx' })
    else replace(place, change.after)
    return digestOf(change.after)
  }

  return {
    root,
    locate,
    read(path) {
      const content = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(locate(path)))
      return { content, digest: digestOf(content) }
    },
    list: (directory) => readdirSync(directory === undefined ? root : locate(directory)),
    create(path, content, key) {
      if (lstatSync(locate(path), { throwIfNoEntry: false }) !== undefined)
        throw new NotAppliedError('the file is there already')
      return write({ path, before: null, after: content }, key)
    },
    change(path, before, content, key) {
      const present = readIfPresent(locate(path))
      if (present === undefined || digestOf(present) !== before)
        throw new NotAppliedError('the file is not what was read')
      return write({ path, before: present, after: content }, key)
    },
    restore(key) {
      const text = readIfPresent(join(changes, key))
      if (text === undefined) return
      const { path, before, after } = JSON.parse(text) as Change
      const place = locate(path)
      const present = readIfPresent(place) ?? null
      if (present === before) return
      if (present !== after) throw new Error('the file has been changed since')
      if (before === null) rmSync(place)
      else replace(place, before)
    },
  }
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The old text or the new one, never half of it. */
function replace(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`
  writeFileSync(temporary, text)
  renameSync(temporary, path)
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
