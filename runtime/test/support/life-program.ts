/**
 * The process that lives to be killed, as one file beside the publishing thread's: what is built is the sources as they are, so that thousands of starts need
 * not read and strip every module again. Built once for each run that asks for it, gone when that run ends.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

let program: Promise<string> | undefined

/** Path of the program; its arguments are a folder and a plan. */
export function lifeProgram(): Promise<string> {
  program ??= buildProgram()
  return program
}

async function buildProgram(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'clawql-life-program-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  await build({
    entryPoints: {
      life: join(import.meta.dirname, 'pep-life-child.ts'),
      'publishing-worker': join(import.meta.dirname, '../../src/node/worm/publishing-worker.ts'),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['source'],
    outdir: folder,
  })
  return join(folder, 'life.js')
}
