/**
 * Which system calls a process makes on one folder, and how to make exactly one of them fail: words for strace, and what its records say. A call is named
 * by what it is made on, not by its number alone: threads count by themselves, and the first of two would always be hit for both.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The nth call of this name, from 1, that a thread makes on this path from the folder. */
export interface CallOfRun {
  readonly name: string
  readonly path: string
  readonly nth: number
}

/** Runs the process behind the words it is given, to its end. */
export type RunUnder<T> = (under: readonly string[]) => Promise<T>

const FOLLOW = ['-f', '-qq', '-y'] as const
/** In a namespace of its own the process has the same number each time, which is part of the names of its temporary files. */
const SAME_NUMBER = ['unshare', '--pid', '--fork'] as const

export async function callsOnFolder(
  strace: string,
  folder: string,
  run: RunUnder<unknown>,
): Promise<readonly CallOfRun[]> {
  return recorded(async (record) => {
    await run([strace, ...FOLLOW, '-o', record, '-e', 'trace=%file,%desc', ...SAME_NUMBER])
    return callsOfRecord(readFileSync(record, 'utf8'), folder)
  })
}

/** `fault` as strace has it: `signal=KILL`, `error=EIO`. `isHit`: the call was made, and the fault happened to it. */
export async function failCall<T>(
  strace: string,
  folder: string,
  { name, path, nth }: CallOfRun,
  fault: string,
  run: RunUnder<T>,
): Promise<{ readonly result: T; readonly isHit: boolean }> {
  return recorded(async (record) => {
    const which = ['-P', join(folder, path), '-e', `trace=${name}`, '-e', `inject=${name}:${fault}:when=${nth}`]
    const result = await run([strace, ...FOLLOW, '-o', record, ...which, ...SAME_NUMBER])
    return { result, isHit: /\(INJECTED\)|killed by SIGKILL/.test(readFileSync(record, 'utf8')) }
  })
}

async function recorded<T>(work: (record: string) => Promise<T>): Promise<T> {
  const own = mkdtempSync(join(tmpdir(), 'clawql-calls-'))
  try {
    return await work(join(own, 'record'))
  } finally {
    rmSync(own, { recursive: true, force: true })
  }
}

/** The program's own start names the folder as an argument and is no call on it. */
function callsOfRecord(record: string, folder: string): readonly CallOfRun[] {
  const counts = new Map<string, number>()
  const calls = new Map<string, CallOfRun>()
  for (const line of record.split('\n')) {
    const [, thread, name] = /^([0-9]+) +([a-z0-9_]+)\(/.exec(line) ?? []
    if (thread === undefined || name === undefined || name === 'execve') continue
    const path = pathIn(line, folder)
    if (path === undefined) continue
    const key = `${name} ${path}`
    const nth = (counts.get(`${thread} ${key}`) ?? 0) + 1
    counts.set(`${thread} ${key}`, nth)
    calls.set(`${key} ${nth}`, { name, path, nth })
  }
  return [...calls.values()]
}

function pathIn(line: string, folder: string): string | undefined {
  const at = line.indexOf(folder)
  if (at < 0) return undefined
  const rest = line.slice(at + folder.length)
  return rest.slice(1, Math.max(1, rest.search(/[">(]/)))
}
