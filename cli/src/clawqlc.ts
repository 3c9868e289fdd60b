#!/usr/bin/env node
/**
 * The `clawqlc` program. Answers `--version` without loading anything, sees to the right Node, turns on the compile cache and hands over.
 */
import { runsOnSupportedNode } from './supported-node.ts'
import { VERSION } from './version.ts'

await main(process.argv.slice(2))

async function main(words: string[]): Promise<void> {
  if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
    process.stdout.write(`${VERSION}\n`)
    return
  }
  if (!runsOnSupportedNode('clawqlc')) return
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  const { runClawqlc } = await import('./run-clawqlc.ts')
  process.exitCode = await runClawqlc(words)
}
