/** `clawqlc manifest …`: Layer 0 on any manifest, ours or anybody's. Nothing here re-implements the validator. */
import type { Command } from 'commander'
import type { Outcome } from '../run-clawqlc.ts'
import { addProofCommands } from './manifest/proofs.ts'
import { addRootCommand } from './manifest/root.ts'
import { addShowCommand } from './manifest/show.ts'
import { addSignCommand } from './manifest/sign.ts'
import { addValidateCommand } from './manifest/validate.ts'
import { addVerifyCommand } from './manifest/verify.ts'

export function addManifestCommand(program: Command, outcome: Outcome): void {
  const group = program
    .command('manifest')
    .summary('validate, show, prove, sign or verify a manifest')
    .description('Layer 0 on any manifest, in JSON or YAML. `-` reads JSON from standard input.')
  addValidateCommand(group, outcome)
  addRootCommand(group, outcome)
  addShowCommand(group, outcome)
  addProofCommands(group, outcome)
  addSignCommand(group, outcome)
  addVerifyCommand(group, outcome)
}
