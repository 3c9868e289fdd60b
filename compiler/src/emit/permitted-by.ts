/** Whether a manifest's own purpose lets an action through, known when the manifest is built. */
import type { Action, ManifestSource, Program } from '../program/program.ts'

/** The manifest's purpose when it permits every effect of the action (the id, for a read); undefined when no claim could ever permit it here. */
export function permittedBy(program: Program, manifest: ManifestSource, action: Action): string | undefined {
  const purpose = program.purposes.find((candidate) => candidate.name === manifest.permissions.processing_purpose)
  if (purpose === undefined) return undefined
  const isPermitted = operationsOf(action).every((name) =>
    purpose.permits.some((pattern) => matchesPath(pattern, name)),
  )
  return isPermitted ? purpose.name : undefined
}

/** `object.operation` of each effect; the id for a read. */
export function operationsOf(action: Action): readonly string[] {
  if (action.kind === 'read') return [action.id]
  return action.effects.map((effect) => `${effect.object}.${effect.operation}`)
}

/** `*` stands for one dotted segment. */
export function matchesPath(pattern: string, name: string): boolean {
  const wanted = pattern.split('.')
  const segments = name.split('.')
  return wanted.length === segments.length && wanted.every((part, index) => part === '*' || part === segments[index])
}
