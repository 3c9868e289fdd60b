/** Which system calls a process makes on one folder, and how to make one of them fail: words for strace, and what its record says. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The nth call of this name that a thread makes, from 1: strace counts for each thread by itself. */
export interface CallOfRun {
  readonly name: string
  readonly nth: number
}

const FOLLOW = ['-f', '-qq'] as const

/** `run` starts the process behind the words it is given and resolves when it has ended. */
export async function callsOnFolder(
  strace: string,
  folder: string,
  run: (under: readonly string[]) => Promise<unknown>,
): Promise<readonly CallOfRun[]> {
  const own = mkdtempSync(join(tmpdir(), 'clawql-calls-'))
  try {
    const record = join(own, 'record')
    await run([strace, ...FOLLOW, '-y', '-o', record, '-e', 'trace=%file,%desc'])
    return callsOfRecord(readFileSync(record, 'utf8'), folder)
  } finally {
    rmSync(own, { recursive: true, force: true })
  }
}

/** The words before `node …` that strike one call. `fault` as strace has it: `signal=KILL`, `error=EIO`. */
export function failingCall(strace: string, { name, nth }: CallOfRun, fault: string): readonly string[] {
  return [strace, ...FOLLOW, '-o', '/dev/null', '-e', `trace=${name}`, '-e', `inject=${name}:${fault}:when=${nth}`]
}

/** The program's own start names the folder as an argument and is no call on it. */
function callsOfRecord(record: string, folder: string): readonly CallOfRun[] {
  const counts = new Map<string, number>()
  const calls = new Map<string, CallOfRun>()
  for (const line of record.split('\n')) {
    const [, thread, name] = /^([0-9]+) +([a-z0-9_]+)\(/.exec(line) ?? []
    if (thread === undefined || name === undefined) continue
    const nth = (counts.get(`${thread} ${name}`) ?? 0) + 1
    counts.set(`${thread} ${name}`, nth)
    if (line.includes(folder) && name !== 'execve') calls.set(`${name} ${nth}`, { name, nth })
  }
  return [...calls.values()]
}
