/**
 * The line that says where a generated file comes from. It names modules and the manifest: no file, no version, no time, no machine, so that moving a
 * declaration to another file of its module changes no emitted byte.
 */
import type { ManifestSource, Program } from '../program/program.ts'

const MOST_NAMED = 6

/** `@generated from acme.ledger, acme.treasury, manifest treasury-agent`: the modules of the manifest and its actions, ascending. INVARIANT L10. */
export function sourceHeader(program: Program, manifest: ManifestSource): string {
  const keys = [`manifest:${manifest.name}`, ...manifest.actions.map((id) => `action:${id}`)]
  const modules = [...new Set(keys.flatMap((key) => program.origins.get(key)?.module ?? []))].sort()
  const others = modules.length - MOST_NAMED
  const named = [...modules.slice(0, MOST_NAMED), ...(others > 0 ? [`${String(others)} more modules`] : [])]
  return `@generated from ${[...named, `manifest ${manifest.name}`].join(', ')}`
}
