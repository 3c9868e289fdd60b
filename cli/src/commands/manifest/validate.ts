/** `clawqlc manifest validate FILE`: every issue, with its code and place; status 2 when there is an error. */
import { validateManifest } from 'clawql-manifest-validator'
import { type Command, Option } from 'commander'
import { EXIT, type ExitStatus } from '../../exit-status.ts'
import type { Outcome } from '../../run-clawqlc.ts'
import { out, outJson } from '../../terminal.ts'
import { type JsonFormat, printIssues, printRefusal, readManifestFile, shownPath } from './read-manifest.ts'

export function addValidateCommand(group: Command, outcome: Outcome): void {
  group
    .command('validate')
    .summary('list everything that is wrong, the root included')
    .argument('<file>', 'the manifest')
    .addOption(new Option('--format <format>', 'how to print').choices(['human', 'json']).default('human'))
    .action((path: string, { format }: { format: JsonFormat }) => {
      outcome.status = validate(path, format)
    })
}

function validate(path: string, format: JsonFormat): ExitStatus {
  const reading = readManifestFile(path)
  const result = reading.ok ? validateManifest(reading.value) : reading
  if (!result.ok) {
    printRefusal(path, result, format)
    return EXIT.rejected
  }
  const { manifest, warnings } = result
  if (format === 'json') {
    outJson({ ok: true, root: manifest.merkle_root, issues: warnings })
    return EXIT.fine
  }
  printIssues(path, warnings)
  const count = manifest.actions?.length ?? 0
  out(`${shownPath(path)}: valid, ${count} action${count === 1 ? '' : 's'}, root ${manifest.merkle_root}\n`)
  return EXIT.fine
}
