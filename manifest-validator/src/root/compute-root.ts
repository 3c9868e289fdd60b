/**
 * Root and leaves of a value that nobody has checked: a manifest under construction, or one whose other faults are not in question. Only what the
 * root depends on is required: the blocks, and a preset that resolves.
 */
import { canonicalize } from '../canonical/canonicalize.ts'
import { createIssue, type Issue, MISSING } from '../issues/issue.ts'
import { copyJson } from '../json/copy-json.ts'
import { isJsonObject, type JsonRecord, member, members } from '../json/json-object.ts'
import { resolvePreset } from '../preset/resolve-preset.ts'
import { type ManifestRoot, rootOfBlocks } from './manifest-root.ts'

export type ComputedRoot =
  | ({ readonly ok: true } & ManifestRoot)
  | { readonly ok: false; readonly issues: readonly Issue[] }

const BLOCKS = ['identity', 'policy', 'provenance', 'permissions'] as const

/** Never throws. Issues are those of copying, of a manifest or block that is missing or no object, and of preset resolution. */
export function computeRoot(value: unknown): ComputedRoot {
  const copied = copyJson(value)
  if (!copied.ok) return { ok: false, issues: [copied.issue] }
  const manifest: unknown = copied.value
  if (!isJsonObject(manifest)) return { ok: false, issues: [createIssue('WRONG_TYPE', [], manifest, 'an object')] }
  const unusable = BLOCKS.filter((name) => !isJsonObject(member(manifest, name)))
  if (unusable.length > 0) return { ok: false, issues: unusable.map((name) => issueOfBlock(manifest, name)) }
  const policy = member(manifest, 'policy') as JsonRecord
  const version = member(manifest, 'manifest_version')
  const resolved = resolvePreset(
    member(policy, 'preset'),
    member(policy, 'coordination'),
    version === '1.0' ? '1.0' : '1.1',
  )
  if (!resolved.ok)
    return { ok: false, issues: resolved.issues.map((issue) => ({ ...issue, pointer: `/policy${issue.pointer}` })) }
  const blocks = {
    manifest_version: version ?? null,
    identity: member(manifest, 'identity'),
    policy: { ...policy, coordination: resolved.coordination },
    provenance: member(manifest, 'provenance'),
    permissions: member(manifest, 'permissions'),
    actions: members(manifest, 'actions'),
  }
  const computed = rootOfBlocks(blocks, copied.isOrdered ? JSON.stringify : canonicalize)
  return { ok: true, ...computed }
}

function issueOfBlock(manifest: JsonRecord, name: string): Issue {
  const found = member(manifest, name)
  return found === undefined
    ? createIssue('MISSING_FIELD', [name], MISSING, 'an object')
    : createIssue('WRONG_TYPE', [name], found, 'an object')
}
