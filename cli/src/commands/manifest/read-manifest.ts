/**
 * A manifest from a file: JSON through the strict reader of Layer 0, YAML (by its ending) through the strict reader of the compiler. Why a manifest is
 * refused is printed in one way, for every verb that reads one; what comes from the file is made visible first.
 */
import { readYaml, visibleLine, yamlValue } from '@clawql/compiler'
import { type Issue, parseManifest, type RootVerified, validateManifest } from 'clawql-manifest-validator'
import { readBytes } from '../../read-input.ts'
import { err, outJson, wantsColour } from '../../terminal.ts'

/** As many as a manifest may have bytes. */
const MAX_MANIFEST_CHARACTERS = 8 * 1024 * 1024

export type JsonFormat = 'human' | 'json'

/** Issues of the catalogue, or a text that is not even YAML. Lines and characters from 1. */
export type Refusal =
  | { readonly ok: false; readonly issues: readonly Issue[] }
  | {
      readonly ok: false
      readonly error: { readonly message: string; readonly line?: number; readonly character?: number }
    }

export type Reading = { readonly ok: true; readonly value: unknown } | Refusal

export function readManifestFile(path: string): Reading {
  const bytes = readBytes(path)
  if (!/\.ya?ml$/i.test(path)) return parseManifest(bytes)
  const text = decodeText(bytes)
  if (text === undefined) return { ok: false, error: { message: 'the file is not UTF-8' } }
  const reading = readYaml(text, MAX_MANIFEST_CHARACTERS)
  if (reading.ok) return { ok: true, value: yamlValue(reading.node) }
  const before = text.slice(0, reading.issue.span.start).split('\n')
  const character = (before.at(-1) ?? '').length + 1
  return { ok: false, error: { message: reading.issue.message, line: before.length, character } }
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
  if (result.ok) return result.manifest
  printRefusal(path, result, format)
  return undefined
}

export function printRefusal(path: string, refusal: Refusal, format: JsonFormat): void {
  if (format === 'json') outJson('issues' in refusal ? refusal : { ...refusal, issues: [] })
  else if ('issues' in refusal) printIssues(path, refusal.issues)
  else {
    const { message, line, character } = refusal.error
    const place = line === undefined ? '' : `:${line}:${character}`
    err(`${paint('1;31', 'error')}: ${visibleLine(message)}\n  at ${shownPath(path)}${place}\n`)
    err(`\n${shownPath(path)}: refused, 1 error\n`)
  }
}

/** For people, on standard error. */
export function printIssues(path: string, issues: readonly Issue[]): void {
  for (const { severity, code, message, pointer, offset } of issues) {
    err(`${paint(severity === 'error' ? '1;31' : '1;33', `${severity}[${code}]`)}: ${visibleLine(message)}\n`)
    const place = pointer === '' ? 'the whole manifest' : visibleLine(pointer)
    err(`  at ${place}${offset === undefined ? '' : ` (byte ${offset})`}\n`)
  }
  const errors = issues.filter(({ severity }) => severity === 'error').length
  if (errors > 0) err(`\n${shownPath(path)}: refused, ${errors} error${errors === 1 ? '' : 's'}\n`)
}

export function shownPath(path: string): string {
  return path === '-' ? 'standard input' : visibleLine(path)
}

function paint(code: string, text: string): string {
  return wantsColour(process.stderr) ? `\u001b[${code}m${text}\u001b[0m` : text
}
