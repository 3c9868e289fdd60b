#!/usr/bin/env node
/** The conformance program of this implementation. What it does stands in `conformance/`, loaded once it is known that this Node can. */
import { startProgram } from './start-program.ts'

await startProgram('clawql-conformance program', process.argv.slice(2), async () => {
  const { runConformance } = await import('./conformance/run-conformance.ts')
  await runConformance()
  return undefined
})
