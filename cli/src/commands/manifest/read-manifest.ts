/**
 * A manifest from a file: JSON through the strict reader of Layer 0, YAML (by its ending) through the strict reader of the compiler. Issues are printed
 * in one way, for every verb that reads a manifest.
 */
import { readYaml, yamlValue } from '@clawql/compiler'
import { type Issue, parseManifest, type RootVerified, validateManifest } from 'clawql-manifest-validator'
import { UsageError } from '../../exit-status.ts'
import { readBytes } from '../../read-input.ts'
import { err, outJson, wantsColour } from '../../terminal.ts'

/** As many as a manifest may have bytes. */
const MAX_MANIFEST_CHARACTERS = 8 * 1024 * 1024

export type JsonFormat = 'human' | 'json'

export type Reading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly issues: readonly Issue[] }

export function readManifestFile(path: string): Reading {
  const bytes = readBytes(path)
  if (!/\.ya?ml$/.test(path)) return parseManifest(bytes)
  const text = decodeText(bytes)
  const reading = text === undefined ? undefined : readYaml(text, MAX_MANIFEST_CHARACTERS)
  if (reading === undefined) throw new UsageError(`\`${path}\` is not UTF-8`)
  if (!reading.ok) throw new UsageError(`\`${path}\` is not the YAML a manifest may be: ${reading.issue.message} (character ${reading.issue.span.start})`)
  return { ok: true, value: yamlValue(reading.node) }
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The verified manifest, or undefined after its issues have been printed. */
export function requireValid(path: string, format: JsonFormat): RootVerified | undefined {
  const reading = readManifestFile(path)
  const result = reading.ok ? validateManifest(reading.value) : reading
  if (result.ok && 'manifest' in result) return result.manifest
  printIssues(path, 'issues' in result ? result.issues : [], format)
  return undefined
}

export function printIssues(path: string, issues: readonly Issue[], format: JsonFormat): void {
  if (format === 'json') {
    outJson({ ok: false, issues })
    return
  }
  const paint = wantsColour(process.stderr) ? (code: string, text: string) => `\u001b[${code}m${text}\u001b[0m` : (_: string, text: string) => text
  for (const issue of issues) {
    const tone = issue.severity === 'error' ? '1;31' : '1;33'
    err(`${paint(tone, `${issue.severity}[${issue.code}]`)}: ${issue.message}\n`)
    err(`  at ${issue.pointer === '' ? 'the whole manifest' : issue.pointer}${issue.offset === undefined ? '' : ` (byte ${issue.offset})`}\n`)
  }
  const errors = issues.filter(({ severity }) => severity === 'error').length
  if (errors > 0) err(`\n${path}: refused, ${errors} error${errors === 1 ? '' : 's'}\n`)
}
