/**
 * What an action looks like to others beside the program: tools of an MCP server, methods of the client, forms, schema files. None of them decides anything;
 * each must speak of the same fields, in the same order, under the same names.
 */
import { ownMember } from '../evaluate/own-member.ts'
import type { Action } from '../program/program.ts'
import { isSameValue } from '../program/same-value.ts'
import type { Field, RecordType } from '../program/type.ts'
import { unitOf } from '../types/unit-of.ts'
import type { Mismatch, ModuleExports } from './compare-translation.ts'
import { showValue } from './show-value.ts'

/** What was emitted about the actions of one manifest, in their order; values as they are printed. */
export interface Presentations {
  /** Exports of the generated `sdk.js`. */
  readonly client: ModuleExports
  /** `tools/list` */
  readonly tools: unknown
  readonly actions: readonly ActionPresentation[]
}

export interface ActionPresentation {
  /** As the manifest carries it. */
  readonly published: unknown
  readonly inputDocument: unknown
  readonly outputDocument: unknown
  readonly rjsf: unknown
  readonly jsonforms: unknown
}

export interface PresentationComparison {
  readonly pairs: number
  readonly mismatches: readonly Mismatch[]
}

export function comparePresentations(actions: readonly Action[], emitted: Presentations): PresentationComparison {
  const mismatches: Mismatch[] = []
  let pairs = 0
  const calls = callsOf(emitted.client)
  const tools = ownMember(emitted.tools, 'tools')
  const hold = (action: string, part: Mismatch['part'], given: string, expected: unknown, actual: unknown): void => {
    pairs += 1
    if (isSameValue(actual, expected)) return
    mismatches.push({ action, part, given, expected: showValue(expected), actual: showValue(actual) })
  }
  hold('', 'tool', 'how many', actions.length, Array.isArray(tools) ? tools.length : 0)
  hold('', 'client', 'how many', actions.length, calls.length)
  for (const [index, action] of actions.entries()) {
    const { published, inputDocument, outputDocument, rjsf, jsonforms } = emitted.actions[index]!
    const { id } = action
    hold(
      id,
      'tool',
      'of tools/list',
      toolOf(action, published),
      withoutTitles(Array.isArray(tools) ? tools[index] : undefined),
    )
    hold(id, 'client', 'what its method sends', { action: id, input: PROBE }, calls[index])
    hold(id, 'document', 'input', documentOf(action, 'input', ownMember(published, 'input_schema')), inputDocument)
    hold(id, 'document', 'output', documentOf(action, 'output', ownMember(published, 'output_schema')), outputDocument)
    hold(id, 'form', 'rjsf', formOf(action.input), rjsfForm(action.input, rjsf))
    hold(
      id,
      'form',
      'jsonforms',
      formOf(action.input),
      jsonformsForm(action.input, ownMember(jsonforms, 'elements'), '#'),
    )
  }
  return { pairs, mismatches }
}

const PROBE = Object.freeze({ probe: 1 })

/** What each method of the client sends, in the order of the methods. */
function callsOf(client: ModuleExports): readonly unknown[] {
  const create = client['createClient']
  if (typeof create !== 'function') return []
  const transport = (request: unknown): unknown => request
  const methods: unknown = Reflect.apply(create, undefined, [transport])
  if (typeof methods !== 'object' || methods === null) return []
  return Object.values(methods).map((method) =>
    typeof method === 'function' ? Reflect.apply(method, undefined, [PROBE]) : undefined,
  )
}

function toolOf(action: Action, published: unknown): object {
  const isRead = action.effects.length === 0
  return {
    name: action.id,
    description: action.description,
    inputSchema: ownMember(published, 'input_schema'),
    outputSchema: ownMember(published, 'output_schema'),
    annotations: {
      readOnlyHint: isRead,
      destructiveHint: !action.effects.every(({ reversible }) => reversible),
      idempotentHint: isRead || action.execution.idempotent === true,
      openWorldHint: !isRead,
    },
  }
}

/** Titles are for people alone. */
function withoutTitles(tool: unknown): unknown {
  if (typeof tool !== 'object' || tool === null) return tool
  const { title: _, annotations, ...rest } = tool as { title?: unknown; annotations?: unknown }
  if (typeof annotations !== 'object' || annotations === null) return { ...rest, annotations }
  const { title: __, ...hints } = annotations as { title?: unknown }
  return { ...rest, annotations: hints }
}

function documentOf({ id, version }: Action, side: string, schema: unknown): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:clawql:${id}:${version}:${side}`,
    title: `${side === 'input' ? 'Input' : 'Output'} of ${id}`,
    ...(typeof schema === 'object' ? schema : {}),
  }
}

/** A form, whoever draws it: its controls in order, with what a person must be told or not be shown. */
type Form = readonly Control[]

interface Control {
  readonly field: string
  readonly unit?: string
  readonly isSecret?: true
  readonly fields?: Form
}

function formOf({ fields }: RecordType): Form {
  return fields.map((field) => {
    const unit = unitOf(field.type)
    return {
      field: field.name,
      ...(unit !== undefined && { unit }),
      ...(isSecret(field) && { isSecret: true }),
      ...(isGroup(field) && { fields: formOf(field.type as RecordType) }),
    }
  })
}

/** A text that is sensitive, unless the policy asks for another control. */
function isSecret({ type, sensitive, ui }: Field): boolean {
  return sensitive === true && ['string', 'bytes'].includes(type.kind) && ui?.['widget'] === undefined
}

function isGroup({ type, nullable }: Field): boolean {
  return type.kind === 'record' && !nullable
}

function rjsfForm({ fields, open }: RecordType, layout: unknown): Form {
  const order = ownMember(layout, 'ui:order')
  const names = Array.isArray(order) ? order : []
  const listed = open ? names.slice(0, names.at(-1) === '*' ? -1 : undefined) : names
  return listed.map((name: unknown) => {
    const own = ownMember(layout, String(name))
    const field = fields.find((candidate) => candidate.name === name)
    const help = ownMember(own, 'ui:help')
    const widget = ownMember(own, 'ui:widget')
    return {
      field: String(name),
      ...(typeof help === 'string' && unitFrom(field, help.replace(/^in /, ''))),
      ...(widget === 'password' && field?.ui?.['widget'] === undefined && { isSecret: true as const }),
      ...(field !== undefined && isGroup(field) && { fields: rjsfForm(field.type as RecordType, own) }),
    }
  })
}

/** Help that the policy wrote itself stands in place of the unit. */
function unitFrom(field: Field | undefined, said: string): { readonly unit?: string } {
  const unit = field && unitOf(field.type)
  if (field?.ui?.['help'] !== undefined) return unit === undefined ? {} : { unit }
  return { unit: said }
}

function jsonformsForm({ fields }: RecordType, elements: unknown, scope: string): Form {
  if (!Array.isArray(elements)) return []
  return elements.map((element: unknown, index) => {
    const field = fields[index]
    if (ownMember(element, 'type') === 'Group' && field?.type.kind === 'record') {
      const inner = jsonformsForm(field.type, ownMember(element, 'elements'), placeOf(scope, field.name))
      return { field: field.name, fields: inner }
    }
    const options = ownMember(element, 'options')
    const pointed = ownMember(element, 'scope')
    const unit = ownMember(options, 'unit')
    const isPointed = field !== undefined && pointed === placeOf(scope, field.name)
    return {
      field: isPointed ? field.name : String(pointed),
      ...(typeof unit === 'string' && { unit }),
      ...(ownMember(options, 'format') === 'password' &&
        field?.ui?.['widget'] === undefined && { isSecret: true as const }),
    }
  })
}

function placeOf(scope: string, name: string): string {
  return `${scope}/properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
