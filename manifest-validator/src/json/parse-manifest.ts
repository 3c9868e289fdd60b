/**
 * From the bytes of a manifest to a JSON value, or to the one reason why not. The value is not validated; YAML is read elsewhere.
 */
import { createIssue, described, type Issue } from '../issues/issue.ts'
import type { JsonValue } from '../manifest.generated.ts'
import { members } from './json-object.ts'
import { MAX_ACTIONS } from './limits.ts'
import { parseJson } from './parse-json.ts'

export type ParseResult =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly issues: readonly Issue[] }

/** Strict JSON: UTF-8, no duplicate keys, depth 64, 8 MiB, 10,000 actions. Never throws. */
export function parseManifest(bytes: Uint8Array): ParseResult {
  const parsed = parseJson(bytes)
  if (!parsed.ok) return { ok: false, issues: [parsed.issue] }
  const count = members(parsed.value, 'actions').length
  if (count > MAX_ACTIONS) {
    return {
      ok: false,
      issues: [createIssue('TOO_MANY_ACTIONS', ['actions'], described(`${count} actions`), `at most ${MAX_ACTIONS}`)],
    }
  }
  return { ok: true, value: parsed.value }
}
