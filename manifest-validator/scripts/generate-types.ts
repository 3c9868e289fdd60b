/** TypeScript types of the manifest from its shape: one interface per block, field names exactly as published. */
import { MANIFEST } from '../src/shape/manifest-shape.ts'
import type { BlockShape, Field, Shape } from '../src/shape/shape.ts'
import { collectBlocks } from './shape-blocks.ts'

const HEAD = `/** @generated from src/shape. The manifest's types, field names exactly as published; policy with its preset resolved. */
import type { Classification } from './contract.ts'

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }
export type JsonObject = { readonly [key: string]: JsonValue }
`

/** Types that stand elsewhere. */
const IMPORTED = new Set(['Classification'])

export function renderTypes(): string {
  const choices = new Map<string, string>()
  const interfaces = collectBlocks(MANIFEST).map((block) => renderInterface(block, choices))
  const aliases = [...choices].map(([name, union]) => `export type ${name} =${union}\n`)
  return `${[HEAD, ...aliases, ...interfaces].join('\n')}`
}

function renderInterface(block: BlockShape, choices: Map<string, string>): string {
  const lines = block.fields.flatMap((field) => [
    `  /** ${field.description} */`,
    `  readonly ${field.name}${isOptional(field) ? '?' : ''}: ${typeOf(field.shape, choices)}`,
  ])
  if (block.extensible) lines.push(`  readonly [extension: \`x-\${string}\`]: JsonValue`)
  return `/** ${block.description} */\nexport interface ${block.typeName} {\n${lines.join('\n')}\n}\n`
}

function isOptional({ presence }: Field): boolean {
  return presence === 'optional' || presence === 'preset-1.1'
}

function typeOf(shape: Shape, choices: Map<string, string>): string {
  switch (shape.kind) {
    case 'text':
      return 'string'
    case 'choice':
      return choiceType(shape.values, shape.typeName, choices)
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'list':
      return `readonly ${parenthesized(typeOf(shape.item, choices))}[]`
    case 'block':
      return shape.typeName
    case 'map':
      return `{ readonly [name: string]: ${typeOf(shape.value, choices)} }`
    case 'json-schema':
      return 'JsonObject'
  }
}

function choiceType(values: readonly string[], name: string | undefined, choices: Map<string, string>): string {
  const literals = values.map((value) => `'${value}'`)
  if (name === undefined) return literals.join(' | ')
  if (!IMPORTED.has(name)) choices.set(name, literals.map((literal) => `\n  | ${literal}`).join(''))
  return name
}

function parenthesized(type: string): string {
  return type.includes(' ') && !type.startsWith('{') ? `(${type})` : type
}
