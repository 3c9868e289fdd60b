#!/usr/bin/env node
/**
 * The `clawql` program: operating the runtime. Answers `--version` without loading anything and maps whatever escapes to an exit status and one line.
 */
import { enableCompileCache } from 'node:module'
import { VERSION } from './version.ts'

await main(process.argv.slice(2))

async function main(words: string[]): Promise<void> {
  if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
    process.stdout.write(`${VERSION}\n`)
    return
  }
  enableCompileCache()
  const { runClawql } = await import('./clawql/run-clawql.ts')
  process.exitCode = await runClawql(words)
}
