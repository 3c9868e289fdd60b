/** Whether a manifest's own purpose lets an action through, known when the manifest is built. */
import type { Action, ManifestSource, Program } from '../program/program.ts'
import { purposeReaches } from '../program/purpose-reach.ts'

/** The manifest's purpose when it permits every effect of the action (the id, for a read); undefined when no claim could ever permit it here. */
export function permittedBy(program: Program, manifest: ManifestSource, action: Action): string | undefined {
  const purpose = program.purposes.find((candidate) => candidate.name === manifest.permissions.processing_purpose)
  return purpose !== undefined && purposeReaches(purpose, action) ? purpose.name : undefined
}
