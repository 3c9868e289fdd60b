/**
 * Plain data with places, whether it was written in the manifest block or in a file that the block names: keys and people read the same either way.
 * Readers here say what is wrong and go on.
 */
import { duplicateEntry, missingEntry, unknownEntry, wrongValue } from '../../diagnostics/catalogue/governance.ts'
import type { Reporter } from '../../diagnostics/diagnostic.ts'
import type { YamlNode } from '../../import/read-yaml.ts'
import type { Location } from '../../source/span.ts'
import { nearMiss } from '../../text/near-miss.ts'

export type Data =
  | { readonly kind: 'scalar'; readonly value: null | boolean | number | string; readonly location: Location }
  | { readonly kind: 'list'; readonly items: readonly Data[]; readonly location: Location }
  | { readonly kind: 'record'; readonly entries: readonly DataEntry[]; readonly location: Location }

export interface DataEntry {
  readonly key: string
  readonly keyLocation: Location
  /** Undefined: it could not be read, and somebody has said so. */
  readonly value: Data | undefined
}

export function dataFromYaml(node: YamlNode, file: string): Data {
  const location = { file, span: node.span }
  switch (node.kind) {
    case 'scalar':
      return { kind: 'scalar', value: node.value, location }
    case 'sequence':
      return { kind: 'list', items: node.items.map((item) => dataFromYaml(item, file)), location }
    case 'mapping':
      return {
        kind: 'record',
        entries: node.entries.map(({ key, keySpan, value }) => ({
          key,
          keyLocation: { file, span: keySpan },
          value: dataFromYaml(value, file),
        })),
        location,
      }
  }
}

/** The entries by key: unknown, repeated and missing ones are reported. `block` names the record in messages. */
export function readDataRecord(
  data: Data,
  block: string,
  required: readonly string[],
  optional: readonly string[],
  reporter: Reporter,
): ReadonlyMap<string, DataEntry> | undefined {
  if (data.kind !== 'record') {
    reporter.report(wrongValue, data.location, {
      name: block,
      expected: `entries ${required.map((name) => `\`${name}\``).join(', ')}`,
    })
    return undefined
  }
  const known = [...required, ...optional]
  const found = new Map<string, DataEntry>()
  for (const entry of data.entries) {
    if (found.has(entry.key)) reporter.report(duplicateEntry, entry.keyLocation, { name: entry.key })
    else if (known.includes(entry.key)) found.set(entry.key, entry)
    else {
      const near = nearMiss(entry.key, known)
      const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
      reporter.report(unknownEntry, entry.keyLocation, { name: entry.key, block }, help)
    }
  }
  const missing = required.filter((name) => !found.has(name))
  if (missing.length > 0) reporter.report(missingEntry, data.location, { names: missing, block })
  return found
}

export function readDataText(entry: DataEntry | undefined, reporter: Reporter): string | undefined {
  const value = entry?.value
  if (entry === undefined || value === undefined) return undefined
  if (value.kind === 'scalar' && typeof value.value === 'string' && value.value.trim() !== '') return value.value
  reporter.report(wrongValue, value.location, { name: entry.key, expected: 'a string that is not empty' })
  return undefined
}

export function readDataList(
  entry: DataEntry | undefined,
  of: string,
  reporter: Reporter,
): readonly Data[] | undefined {
  const value = entry?.value
  if (entry === undefined || value === undefined) return undefined
  if (value.kind === 'list') return value.items
  reporter.report(wrongValue, value.location, { name: entry.key, expected: `a list of ${of}` })
  return undefined
}
