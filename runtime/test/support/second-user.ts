/**
 * A real second user of this machine, who runs programs: what only root can show. Everything that permissions would keep from it is to be opened first, so
 * that what a test sees is the check under test and nothing before it.
 */
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryFolder } from './log-fixture.ts'

/** By convention nobody's; no process of a machine runs as this but ours. */
export const SECOND_UID = 65_534

/** Undefined where this process may not become another user. With `CI=true` that is a failure. */
export function secondUser(): { readonly node: string } | undefined {
  if (process.getuid?.() === 0) return { node: nodeForAnybody() }
  if (process.env['CI'] === 'true') throw new Error('the tests must run as root, to show what another user is refused')
  return undefined
}

/** This very Node, at a place where everybody may run it. */
function nodeForAnybody(): string {
  const { status } = spawnSync(process.execPath, ['-e', '0'], { uid: SECOND_UID, gid: SECOND_UID })
  if (status === 0) return process.execPath
  const folder = temporaryFolder()
  const copy = join(folder, 'node')
  copyFileSync(process.execPath, copy)
  for (const path of [folder, copy]) chmodSync(path, 0o755)
  return copy
}

export interface Spoken {
  readonly out: string
  readonly status: number | null
}

/** Runs a script as the second user, or as `uid`, to its end. `onOut` hears what it prints as it prints it. */
export function runAs(
  node: string,
  script: string,
  words: readonly string[],
  { uid = SECOND_UID, onOut = () => undefined }: { readonly uid?: number; readonly onOut?: (out: string) => void } = {},
): Promise<Spoken> {
  const child = spawn(node, ['-e', script, ...words], { uid, gid: uid, cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
    onOut(out)
  })
  return new Promise((resolve) => child.once('close', (status) => resolve({ out, status })))
}

/** Everybody may go in, and put things there. */
export function openToAll(folder: string): void {
  for (let path = folder; path.includes('clawql-'); path = dirname(path)) chmodSync(path, 0o777)
}
