/** `manifest.root`: root and entries of a manifest whose other faults are not in question; only what the root depends on is checked. */
import { computeRoot } from 'clawql-manifest-validator'
import { type JsonObject, requireMember, toComparedIssues } from '../kind.ts'

export function manifestRoot(input: JsonObject): object {
  const computed = computeRoot(requireMember(input, 'manifest'))
  if (!computed.ok) return { issues: toComparedIssues(computed.issues) }
  return {
    root: computed.root,
    leaves: computed.leaves.map(({ kind, id, hash }) => (id === undefined ? { kind, hash } : { kind, id, hash })),
  }
}
