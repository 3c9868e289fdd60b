/**
 * The programs of this package need Node 24. Started by an older one, they go on under the Node that is installed beside them (the package `node`), or say
 * what is missing. Imports nothing that an older Node could not load.
 */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const NEEDED = 24

/** True when this process may go on; otherwise the work has been done by another process and the exit status is set. */
export function runsOnSupportedNode(program: string): boolean {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED) return true
  const node = installedNode()
  const result = node === undefined ? undefined : spawnSync(node, process.argv.slice(1), { stdio: 'inherit' })
  if (result === undefined || result.error !== undefined) {
    process.stderr.write(`${program} needs Node ${NEEDED} or newer; this is ${process.version}\n`)
  }
  process.exitCode = result?.status ?? 1
  return false
}

function installedNode(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node')
  } catch {
    return undefined
  }
}
