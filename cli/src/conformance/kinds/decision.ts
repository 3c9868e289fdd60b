/** `decision`: what a published manifest decides about one call. A manifest that does not validate, root included, decides nothing. */
import { decideManifest } from '@clawql/compiler/foreign'
import { validateManifest } from 'clawql-manifest-validator'
import { isObject, type JsonObject, requireText, toComparedIssues } from '../kind.ts'

export function decision(input: JsonObject): object {
  const action = requireText(input, 'action')
  const result = validateManifest(input['manifest'])
  if (!result.ok) return { issues: toComparedIssues(result.issues) }
  return {
    decision: decideManifest(result.manifest, action, input['input'], input['claims'], readContext(input['context'])),
  }
}

/** The protocol's flat `{ now, …facts }` as the host hands it over. */
function readContext(context: unknown): object {
  const { now, ...facts } = isObject(context) ? context : {}
  return { now, facts }
}
