#!/usr/bin/env node
/** The `clawql` program: operating the runtime. What it does stands in `clawql/run-clawql.ts`, loaded once it is known that this Node can. */
import { startProgram } from './start-program.ts'

await startProgram('clawql', process.argv.slice(2), async (words) => {
  const { runClawql } = await import('./clawql/run-clawql.ts')
  return runClawql(words)
})
