#!/usr/bin/env node
/** The `clawqlc` program: the toolchain. What it does stands in `run-clawqlc.ts`, loaded once it is known that this Node can. */
import { startProgram } from './start-program.ts'

await startProgram('clawqlc', process.argv.slice(2), async (words) => {
  const { runClawqlc } = await import('./run-clawqlc.ts')
  return runClawqlc(words)
})
