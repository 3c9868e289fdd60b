/** `manifest.prove`: the inclusion proof of one action under the manifest's root. */
import { computeRoot, proveAction } from 'clawql-manifest-validator'
import { type JsonObject, requireMember, requireText, toComparedIssues } from '../kind.ts'

export function manifestProve(input: JsonObject): object {
  const action = requireText(input, 'action')
  const computed = computeRoot(requireMember(input, 'manifest'))
  if (!computed.ok) return { issues: toComparedIssues(computed.issues) }
  return proveAction(computed.leaves, action) ?? { error: 'the manifest has no such action' }
}
