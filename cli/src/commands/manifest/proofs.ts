/**
 * `clawqlc manifest prove FILE ACTION` and `verify-proof FILE`: one ActionType with the proof that a root binds it, without the rest of the manifest.
 */
import { visibleLine } from '@clawql/compiler'
import { type ActionProof, leavesOf, proveAction, verifyAction } from 'clawql-manifest-validator'
import { type Command, Option } from 'commander'
import { EXIT, type ExitStatus, UsageError } from '../../exit-status.ts'
import { readJson } from '../../read-input.ts'
import type { Outcome } from '../../run-clawqlc.ts'
import { out, outJson } from '../../terminal.ts'
import { parseRoot } from './parse-root.ts'
import { type JsonFormat, requireValid } from './read-manifest.ts'

export function addProofCommands(group: Command, outcome: Outcome): void {
  group
    .command('prove')
    .summary('disclose one action with its inclusion proof')
    .description(
      'Prints one action, the root and the proof between them, as JSON: for whoever may see this action and not the others.',
    )
    .argument('<file>', 'the manifest')
    .argument('<action>', 'the id of the action')
    .action((path: string, id: string) => {
      outcome.status = prove(path, id)
    })
  group
    .command('verify-proof')
    .summary('check a disclosed action against a root')
    .description('Checks what `manifest prove` printed. The root comes from you, never from the file.')
    .argument('<file>', 'the proof, `-` for standard input')
    .requiredOption('--root <hex>', 'the root you trust', parseRoot)
    .addOption(new Option('--format <format>', 'how to print').choices(['human', 'json']).default('human'))
    .action((path: string, options: { root: string; format: JsonFormat }) => {
      outcome.status = verifyProof(path, options)
    })
}

function prove(path: string, id: string): ExitStatus {
  const manifest = requireValid(path, 'human')
  if (manifest === undefined) return EXIT.rejected
  const proof = proveAction(leavesOf(manifest), id)
  const action = manifest.actions?.find((candidate) => candidate.id === id)
  if (proof === undefined || action === undefined) {
    const known = (manifest.actions ?? []).map((each) => visibleLine(each.id))
    const hint = known.length === 0 ? 'it has none' : `it has: ${known.join(', ')}`
    throw new UsageError(`the manifest has no action \`${visibleLine(id)}\``, hint)
  }
  outJson({ root: manifest.merkle_root, action, ...proof })
  return EXIT.fine
}

/** `verifyAction` takes whatever the file holds: it answers false about anything that is no action or no proof. */
function verifyProof(path: string, { root, format }: { root: string; format: JsonFormat }): ExitStatus {
  const file = readJson(path, 'the proof') as ({ action?: { id?: unknown } } & Partial<ActionProof>) | null
  const ok = verifyAction(file?.action as never, file as ActionProof, root)
  if (format === 'json') outJson({ ok })
  else if (ok) out(`the root binds ${visibleLine(String(file?.action?.id))}\n`)
  else out('the root does not bind this action: it, the proof or the root is another\n')
  return ok ? EXIT.fine : EXIT.rejected
}
