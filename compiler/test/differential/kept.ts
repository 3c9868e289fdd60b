/** The disagreements that campaigns have found, one JSON file each: written by whoever found one, read by the test for ever after. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from './reduce.ts'

const FOLDER = join(import.meta.dirname, 'kept')

export function keptFindings(): readonly { readonly file: string; readonly finding: Finding }[] {
  if (!existsSync(FOLDER)) return []
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ file, finding: JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Finding }))
}

/** The path written. */
export function keepFinding(finding: Finding): string {
  mkdirSync(FOLDER, { recursive: true })
  const path = join(FOLDER, `${finding.judge}-${String(finding.seed)}.json`)
  writeFileSync(path, `${JSON.stringify(finding, null, 2)}\n`)
  return path
}
