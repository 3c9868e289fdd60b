/**
 * How each program of this package starts: `--version` is answered without loading anything, an older Node hands over to the right one, then the compile
 * cache goes on and the program itself is loaded. Imports nothing that an older Node could not load.
 */
import { runsOnSupportedNode } from './supported-node.ts'
import { survivesClosedPipes } from './terminal.ts'
import { VERSION } from './version.ts'

/** `run` loads the program and gives its exit status; undefined leaves the status as it is. */
export async function startProgram(
  name: string,
  words: readonly string[],
  run: (words: readonly string[]) => Promise<number | undefined>,
): Promise<void> {
  if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
    process.stdout.write(`${VERSION}\n`)
    return
  }
  if (!runsOnSupportedNode(name)) return
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  survivesClosedPipes()
  const status = await run(words)
  if (status !== undefined) process.exitCode = status
}
