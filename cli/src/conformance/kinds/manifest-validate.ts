/** `manifest.validate`: the whole judgement on a manifest, given as text or as a value. */
import { readYaml, yamlValue } from '@clawql/compiler'
import { parseManifest, utf8, validateManifest } from 'clawql-manifest-validator'
import { type ComparedIssue, type JsonObject, requireText, toComparedIssues } from '../kind.ts'

export function manifestValidate(input: JsonObject): object {
  const read = readManifest(input)
  if (!read.ok) return { ok: false, issues: read.issues }
  const result = validateManifest(read.value)
  if (!result.ok) return { ok: false, issues: toComparedIssues(result.issues) }
  return { ok: true, root: result.manifest.merkle_root, issues: [] }
}

/** As many as a manifest may have bytes. */
const MAX_YAML_CHARACTERS = 8 * 1024 * 1024

type Read =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly issues: readonly ComparedIssue[] }

function readManifest(input: JsonObject): Read {
  if (Object.hasOwn(input, 'manifest')) return { ok: true, value: input['manifest'] }
  const text = requireText(input, 'text')
  if (!text.isWellFormed()) return { ok: false, issues: [{ code: 'ILL_FORMED_TEXT', pointer: '' }] }
  if (input['format'] === 'yaml') {
    const reading = readYaml(text, MAX_YAML_CHARACTERS)
    return reading.ok
      ? { ok: true, value: yamlValue(reading.node) }
      : { ok: false, issues: [{ code: 'YAML_INVALID', pointer: '' }] }
  }
  if (input['format'] !== 'json') throw new TypeError('format is json or yaml')
  const parsed = parseManifest(utf8(text))
  return parsed.ok ? parsed : { ok: false, issues: toComparedIssues(parsed.issues) }
}
