/**
 * Where the agent comes from: fields of the manifest's `provenance` block, and those not written there from the provenance file beside the sources.
 */
import { unknownEntry, wrongValue } from '../../diagnostics/catalogue/governance.ts'
import { computedField, missingProvenance } from '../../diagnostics/catalogue/manifest.ts'
import type { ManifestSource } from '../../program/program.ts'
import type { Location } from '../../source/span.ts'
import { nearMiss } from '../../text/near-miss.ts'
import { blockMembers, type EntryContext, type Member, readMembers, readString } from '../entries.ts'
import type { Data } from './data.ts'
import type { ProjectFiles } from './project-file.ts'

export type Provenance = ManifestSource['provenance']

const FIELDS = ['build_source', 'base_model_weight_hash', 'base_model_hsm_signature'] as const
type ProvenanceField = (typeof FIELDS)[number]

export interface ProvenanceContext {
  readonly entries: EntryContext
  readonly files: ProjectFiles
  /** Path of the provenance file; `named` when somebody asked for it, so that its absence is an error of its own. */
  readonly path: string
  readonly named: boolean
  /** Where missing fields are reported. */
  readonly at: Location
}

export function checkProvenance(member: Member | undefined, context: ProvenanceContext): Provenance | undefined {
  const written = readBlock(member, context)
  const filed = readFile(context)
  if (written === undefined || filed === undefined) return undefined
  const values = { ...filed.values, ...written.values }
  const missing = FIELDS.filter(
    (field) => values[field] === undefined && !filed.wrong.has(field) && !written.wrong.has(field),
  )
  if (missing.length > 0) {
    context.entries.reporter.report(missingProvenance, context.at, { fields: missing, file: context.path })
  }
  const { build_source, base_model_weight_hash, base_model_hsm_signature } = values
  if (build_source === undefined || base_model_weight_hash === undefined || base_model_hsm_signature === undefined)
    return undefined
  return { build_source, base_model_weight_hash, base_model_hsm_signature }
}

interface PartialProvenance {
  readonly values: { readonly [F in ProvenanceField]?: string }
  /** Fields that are there and wrong, which is reported. */
  readonly wrong: ReadonlySet<string>
}

function readBlock(member: Member | undefined, { entries }: ProvenanceContext): PartialProvenance | undefined {
  if (member === undefined) return { values: {}, wrong: new Set() }
  const block = blockMembers(member, entries)
  if (block === undefined) return undefined
  const context = { ...entries, block: `\`provenance\` of ${entries.block}` }
  const computed = block.filter(({ name }) => name.text === 'artifact_cids')
  for (const { name } of computed)
    entries.reporter.report(computedField, { file: entries.file, span: name.span }, { field: name.text })
  const others = block.filter(({ name }) => name.text !== 'artifact_cids')
  const members = readMembers(others, { required: [], optional: FIELDS }, member.span, context)
  return collect([...members.keys()], (field) => readString(members.get(field), context))
}

function readFile({ entries, files, path, named, at }: ProvenanceContext): PartialProvenance | undefined {
  if (!named && !files.exists(path)) return { values: {}, wrong: new Set() }
  const data = files.readData(path, at)?.data
  if (data === undefined) return undefined
  if (data.kind === 'scalar' && data.value === null) return { values: {}, wrong: new Set() }
  if (data.kind !== 'record') {
    entries.reporter.report(wrongValue, data.location, { name: path, expected: 'entries such as `build_source: …`' })
    return undefined
  }
  const found = new Map<string, Data | undefined>()
  for (const { key, keyLocation, value } of data.entries) {
    if (FIELDS.some((field) => field === key)) found.set(key, value)
    else if (key === 'artifact_cids') entries.reporter.report(computedField, keyLocation, { field: key })
    else {
      const near = nearMiss(key, FIELDS)
      const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
      entries.reporter.report(unknownEntry, keyLocation, { name: key, block: 'the provenance file' }, help)
    }
  }
  return collect([...found.keys()], (field) => {
    const value = found.get(field)
    if (value?.kind === 'scalar' && typeof value.value === 'string' && value.value !== '') return value.value
    if (value)
      entries.reporter.report(wrongValue, value.location, { name: field, expected: 'a string that is not empty' })
    return undefined
  })
}

function collect(names: readonly string[], read: (field: string) => string | undefined): PartialProvenance {
  const values: Record<string, string> = {}
  const wrong = new Set<string>()
  for (const name of names) {
    const value = read(name)
    if (value === undefined) wrong.add(name)
    else values[name] = value
  }
  return { values, wrong }
}
