/** `clawqlc manifest root FILE`: the root as computed, whatever the manifest claims; with `--leaves` what it is made of. */
import { visibleLine } from '@clawql/compiler'
import { computeRoot } from 'clawql-manifest-validator'
import { type Command, Option } from 'commander'
import { EXIT, type ExitStatus } from '../../exit-status.ts'
import type { Outcome } from '../../run-clawqlc.ts'
import { err, out, outJson } from '../../terminal.ts'
import { type JsonFormat, printRefusal, readManifestFile, shownPath } from './read-manifest.ts'

export function addRootCommand(group: Command, outcome: Outcome): void {
  group
    .command('root')
    .summary('compute the Merkle root')
    .description('Computes the root from the blocks of the manifest. Status 2 when the manifest claims another one.')
    .argument('<file>', 'the manifest')
    .option('--leaves', 'print the leaves as well, in tree order')
    .addOption(new Option('--format <format>', 'how to print').choices(['human', 'json']).default('human'))
    .action((path: string, options: { leaves?: boolean; format: JsonFormat }) => {
      outcome.status = printRoot(path, options)
    })
}

function printRoot(path: string, options: { leaves?: boolean; format: JsonFormat }): ExitStatus {
  const reading = readManifestFile(path)
  if (!reading.ok) {
    printRefusal(path, reading, options.format)
    return EXIT.rejected
  }
  const computed = computeRoot(reading.value)
  if (!computed.ok) {
    printRefusal(path, computed, options.format)
    return EXIT.rejected
  }
  const { root, leaves } = computed
  if (options.format === 'json') outJson({ root, leaves })
  else {
    if (options.leaves) {
      for (const { kind, id, hash } of leaves) out(`${hash}  ${kind}${id === undefined ? '' : ` ${visibleLine(id)}`}\n`)
    }
    out(`${root}\n`)
  }
  const claimed = (reading.value as { merkle_root?: unknown }).merkle_root
  if (claimed === undefined || claimed === root) return EXIT.fine
  err(`${shownPath(path)}: claims another root: ${visibleLine(JSON.stringify(claimed))}\n`)
  return EXIT.rejected
}
