/**
 * The published JSON Schema 2020-12 of a manifest, from its shape. It says all that concerns one field, for editors and for a first check; rules
 * between fields and the root are the validator's.
 */

import { MAX_ACTIONS } from '../src/json/limits.ts'
import { COORDINATION } from '../src/shape/coordination-shape.ts'
import { FORMATS, MAX_FORMATTED_LENGTH } from '../src/shape/formats.ts'
import { MANIFEST } from '../src/shape/manifest-shape.ts'
import type { BlockShape, Field, NumberShape, Shape } from '../src/shape/shape.ts'
import { exampleManifest } from './example-manifest.ts'
import { printJson } from './print-json.ts'
import { collectBlocks } from './shape-blocks.ts'

type Schema = Record<string, unknown>

export function renderSchema(): string {
  const [, ...blocks] = collectBlocks(MANIFEST)
  const schema: Schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:clawql:manifest:1.1',
    ...blockSchema(MANIFEST),
    allOf: [versionRule()],
    $defs: Object.fromEntries(blocks.map((block) => [block.typeName, definition(block)])),
    examples: [exampleManifest()],
  }
  return printJson(schema)
}

/** Actions are a v1.1 manifest's, and a v1.0 manifest has none; so is what v1.1 added to the coordination block. */
function versionRule(): Schema {
  return {
    if: { properties: { manifest_version: { const: '1.0' } } },
    // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
    then: { properties: { actions: { maxItems: 0 } } },
    else: { required: ['actions'], properties: { policy: customRule('preset-1.1') } },
  }
}

function definition(block: BlockShape): Schema {
  return block.typeName === 'Policy' ? { ...blockSchema(block), allOf: [customRule('preset')] } : blockSchema(block)
}

/** The preset `custom` writes out every parameter that has this presence. */
function customRule(presence: Field['presence']): Schema {
  return {
    if: { properties: { preset: { const: 'custom' } }, required: ['preset'] },
    // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
    then: { properties: { coordination: presetFieldsRequired(COORDINATION, presence) } },
  }
}

function presetFieldsRequired(block: BlockShape, wanted: Field['presence']): Schema {
  const required = block.fields.filter(({ presence }) => presence === wanted).map(({ name }) => name)
  const properties = block.fields.flatMap(({ name, shape }) => {
    const inner = shape.kind === 'block' ? presetFieldsRequired(shape, wanted) : {}
    return Object.keys(inner).length === 0 ? [] : [[name, inner] as const]
  })
  return {
    ...(required.length === 0 ? {} : { required }),
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
  }
}

function blockSchema(block: BlockShape): Schema {
  return {
    title: block.typeName,
    description: block.description,
    type: 'object',
    properties: Object.fromEntries(block.fields.map((field) => [field.name, fieldSchema(field)])),
    required: block.fields.filter(({ presence }) => presence === 'required').map(({ name }) => name),
    ...(block.extensible ? { patternProperties: { '^x-.': {} } } : {}),
    additionalProperties: false,
  }
}

function fieldSchema({ name, shape, description, example }: Field): Schema {
  const limits = name === 'actions' ? { maxItems: MAX_ACTIONS } : {}
  return {
    title: name,
    description,
    ...shapeSchema(shape),
    ...limits,
    ...(example === undefined ? {} : { examples: [example] }),
  }
}

function shapeSchema(shape: Shape): Schema {
  switch (shape.kind) {
    case 'text':
      if (shape.format === undefined) return { type: 'string', minLength: 1 }
      return { type: 'string', minLength: 1, maxLength: MAX_FORMATTED_LENGTH, pattern: FORMATS[shape.format].pattern }
    case 'choice':
      return { enum: [...shape.values] }
    case 'number':
      return numberSchema(shape)
    case 'boolean':
      return { type: 'boolean' }
    case 'list':
      return {
        type: 'array',
        items: shapeSchema(shape.item),
        ...(shape.minItems === undefined ? {} : { minItems: shape.minItems }),
        ...(shape.unique === true ? { uniqueItems: true } : {}),
      }
    case 'block':
      return { $ref: `#/$defs/${shape.typeName}` }
    case 'map':
      return {
        type: 'object',
        propertyNames: { pattern: FORMATS[shape.key].pattern, maxLength: MAX_FORMATTED_LENGTH },
        additionalProperties: shapeSchema(shape.value),
      }
    case 'json-schema':
      return { type: 'object' }
  }
}

function numberSchema({ range: { integer, min, above, max, below } }: NumberShape): Schema {
  return {
    type: integer ? 'integer' : 'number',
    ...(min === undefined ? {} : { minimum: min }),
    ...(above === undefined ? {} : { exclusiveMinimum: above }),
    ...(max === undefined ? (integer ? { maximum: Number.MAX_SAFE_INTEGER } : {}) : { maximum: max }),
    ...(below === undefined ? {} : { exclusiveMaximum: below }),
  }
}
