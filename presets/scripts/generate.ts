/**
 * What is derived from the presets of this folder, through the compiler that every policy goes through: the table that Layer 0 carries, and one JSON
 * file each for people. The compiler reads the committed table while it runs; that is how compiler and validator start each other.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { analyse, type Preset } from '@clawql/compiler'
import { virtualHost } from '@clawql/compiler/testing'
import { printJson } from '../../manifest-validator/scripts/print-json.ts'

/** Where Layer 0 carries the tables, from the repository's root. */
export const PRESET_TABLES = 'manifest-validator/src/presets.generated.ts'

const FOLDER = join(import.meta.dirname, '..')

type Value = Preset['values'][string]

/** Path from the repository's root → text. Throws when a preset does not compile. */
export function generate(): Map<string, string> {
  const presets = readPresets()
  return new Map([
    [PRESET_TABLES, renderTables(presets)],
    ...presets.map((preset): [string, string] => [`presets/json/${preset.name}.json`, renderJson(preset)]),
  ])
}

/** Ascending by name. */
export function readPresets(): readonly Preset[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.claw'))
  const { program, diagnostics } = analyse(
    virtualHost(Object.fromEntries(names.map((name) => [name, new Uint8Array(readFileSync(join(FOLDER, name)))]))),
  )
  const faults = diagnostics.map(({ code, message, location }) => `${location.file}: ${code} ${message}`)
  if (faults.length > 0) throw new Error(`the presets do not compile: ${faults.join('; ')}`)
  return program.presets
}

const HEAD = `/** @generated from presets. The preset tables: coordination blocks without the fields a manifest must supply itself. */
import type { PresetTable } from './preset/preset-table.ts'

export const PRESETS: Readonly<Record<string, PresetTable>> = {
`

function renderTables(presets: readonly Preset[]): string {
  const tables = presets.map(({ name, values }) => `  '${name}': ${literal(values, '  ')},\n`)
  return `${HEAD}${tables.join('')}}\n`
}

/** A coordination block holds numbers, booleans and further blocks, its keys are identifiers; anything else would be a preset of another form. */
function literal(value: Value, indent: string): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`a preset holds ${JSON.stringify(value)}`)
  const lines = Object.entries(value).map(([key, each]) => `${indent}  ${key}: ${literal(each, `${indent}  `)},\n`)
  return `{\n${lines.join('')}${indent}}`
}

/** `required` lists the fields a manifest must supply; `coordination` has the manifest's own nesting. */
function renderJson({ name, doc, required, values }: Preset): string {
  return printJson({ preset: name, description: doc, required, coordination: values })
}
