/** The words that start `clawql log` as a process of its own: this very program, with the Node and the options it runs under. */
import { fileURLToPath } from 'node:url'
import type { LogPlace } from '@clawql/runtime/node'

/** From the sources as well as from the built package. */
const PROGRAM = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../clawql.ts' : '../clawql.js', import.meta.url),
)

export function logCommand(
  { folder, keyPath, origin }: LogPlace,
  witnesses: readonly { readonly url: string; readonly key: string }[] = [],
  allowUids: readonly number[] = [],
): readonly [program: string, ...words: string[]] {
  return [
    process.execPath,
    ...process.execArgv,
    PROGRAM,
    'log',
    ...['--log', folder, '--key', keyPath, '--name', origin, '--supervised'],
    ...witnesses.flatMap(({ url, key }) => ['--witness', url, '--witness-key', key]),
    ...allowUids.flatMap((uid) => ['--allow-uid', String(uid)]),
  ]
}
