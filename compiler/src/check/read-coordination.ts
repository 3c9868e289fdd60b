/**
 * Reads a coordination block, of a preset or of a manifest's overrides, into values by dotted path, each judged by itself. What agrees with what is
 * judged by `resolve-coordination.ts` when all values are together.
 */
import { COORDINATION_BLOCKS, COORDINATION_PARAMETERS, type CoordinationParameter } from 'clawql-manifest-validator'
import { duplicateEntry, unknownEntry } from '../diagnostics/catalogue/governance.ts'
import { outOfRange } from '../diagnostics/catalogue/manifest.ts'
import type { Location } from '../source/span.ts'
import type { EntryValue } from '../syntax/tree.ts'
import { nearMiss } from '../text/near-miss.ts'
import { blockMembers, type EntryContext, type Member, plainNumber, reportWrongValue } from './entries.ts'

export interface CoordinationValue {
  readonly value: number | boolean
  readonly location: Location
}

export interface CoordinationValues {
  /** Dotted path → value. A value that was out of range is left out, and its path is in `judged`. */
  readonly values: ReadonlyMap<string, CoordinationValue>
  /** Paths marked `required`: whoever uses the preset supplies them. */
  readonly required: ReadonlyMap<string, Location>
  /** Every path written, right or wrong. */
  readonly judged: ReadonlySet<string>
}

const FIELDS: ReadonlyMap<string, CoordinationParameter> = new Map(
  COORDINATION_PARAMETERS.map((parameter) => [parameter.path, parameter]),
)

/** `mayRequire`: the marker `required` is for presets alone. */
export function readCoordination(
  members: readonly Member[],
  mayRequire: boolean,
  context: EntryContext,
): CoordinationValues {
  const values = new Map<string, CoordinationValue>()
  const required = new Map<string, Location>()
  const judged = new Set<string>()
  const readField = (path: string, member: Member): void => {
    const location = { file: context.file, span: member.name.span }
    if (judged.has(path)) {
      context.reporter.report(duplicateEntry, location, { name: path })
      return
    }
    judged.add(path)
    if (member.value === undefined) return
    if (mayRequire && member.value.kind === 'name' && member.value.name.text === 'required')
      required.set(path, location)
    else {
      const value = readValue(path, member, context)
      if (value !== undefined) values.set(path, { value, location: { file: context.file, span: member.value.span } })
    }
  }
  const readBlock = (entries: readonly Member[], prefix: string): void => {
    for (const member of entries) {
      const path = `${prefix}${member.name.text}`
      if (FIELDS.has(path)) readField(path, member)
      else if (prefix === '' && COORDINATION_BLOCKS.includes(path))
        readBlock(blockMembers(member, context) ?? [], `${path}.`)
      else reportUnknown(member, prefix, context)
    }
  }
  readBlock(members, '')
  return { values, required, judged }
}

function readValue(path: string, member: Member, context: EntryContext): number | boolean | undefined {
  const { value } = member
  const field = FIELDS.get(path)
  if (value === undefined || field === undefined) return undefined
  const plain = value.kind === 'boolean' ? value.value : plainNumber(value)
  if (plain === undefined || typeof plain !== field.type) {
    reportWrongValue(member, field.type === 'boolean' ? field.allowed : 'a number', context)
    return undefined
  }
  if (field.accepts(plain)) return plain
  const parameters = { field: path, allowed: field.allowed, written: shown(value, plain) }
  context.reporter.report(outOfRange, { file: context.file, span: value.span }, parameters)
  return undefined
}

function shown(value: EntryValue, plain: number | boolean): string {
  return value.kind === 'number' ? value.text : String(plain)
}

function reportUnknown(member: Member, prefix: string, context: EntryContext): void {
  const name = member.name.text
  const here = [...FIELDS.keys(), ...COORDINATION_BLOCKS].filter((path) =>
    prefix === '' ? !path.includes('.') : path.startsWith(prefix),
  )
  const near = nearMiss(
    name,
    here.map((path) => path.slice(prefix.length)),
  )
  const elsewhere = [...FIELDS.keys()].find((path) => path.endsWith(`.${name}`) || path === name)
  const home = elsewhere?.includes('.')
    ? `the block \`${elsewhere.slice(0, elsewhere.indexOf('.'))}\``
    : `the top of ${context.block}`
  const help =
    near !== undefined
      ? `did you mean \`${near}\`?`
      : elsewhere !== undefined
        ? `\`${name}\` belongs in ${home}`
        : undefined
  const block = prefix === '' ? context.block : `\`${prefix.slice(0, -1)}\` of ${context.block}`
  context.reporter.report(
    unknownEntry,
    { file: context.file, span: member.name.span },
    { name, block },
    help === undefined ? {} : { help },
  )
}
