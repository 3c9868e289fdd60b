/**
 * Emits `validators.ts`, `validators.js` and `validators.d.ts`: for each action's input and output a type, a predicate and a normaliser. The predicates
 * say exactly what the schema check of the guard says, on any value; the normalisers do what `evaluate/normalize.ts` does.
 */
import type { Action } from '../program/program.ts'
import type { RecordType } from '../program/type.ts'
import { actionNames } from './action-names.ts'
import { printExactCheck } from './checks/exact-predicate.ts'
import { normalizer } from './checks/normalizer.ts'
import { code, docComment, type Line, propertyKey, type } from './code.ts'
import { createGeneratedModule, type GeneratedModule } from './generated-module.ts'
import type { GuardsSource } from './guards.ts'
import { typescriptInterface } from './typescript-type.ts'

interface Side {
  readonly name: 'Input' | 'Output'
  readonly type: RecordType
  /** Exported name of the interface: `AssetTransferSensitiveInput`. */
  readonly typeName: string
}

/** `actions`: those of the manifest, ascending by id. */
export function emitValidators(actions: readonly Action[], header: string): GuardsSource {
  const names = actionNames(actions.map((action) => action.id))
  const sides = new Map(actions.map((action) => [action, sidesOf(action, names.get(action.id)!)]))
  const exported = [...sides.values()]
    .flat()
    .flatMap(({ typeName }) => [typeName, `is${typeName}`, `normalize${typeName}`])
  const module = createGeneratedModule(exported)
  for (const [action, both] of sides) for (const side of both) addSide(module, action, side)
  addTable(module, sides)
  return {
    ts: module.print('ts', header, []),
    js: module.print('js', header, []),
    dts: declarations(sides, header),
  }
}

function sidesOf(action: Action, name: string): readonly Side[] {
  return [
    { name: 'Input', type: action.input, typeName: `${name}Input` },
    { name: 'Output', type: action.output, typeName: `${name}Output` },
  ]
}

function addSide(module: GeneratedModule, action: Action, { name, type: record, typeName }: Side): void {
  module.add(typescriptInterface(typeName, record, 'checked', docOf(action, name)).map(onlyTypes))
  const isValid = printExactCheck(module, record, 'value', typeName)
  module.add([
    code`export function is${typeName}(value${type(': unknown')})${type(`: value is ${typeName}`)} {`,
    [`return ${isValid}`],
    '}',
  ])
  const normalize = normalizer(module, record, typeName)
  module.add([
    code`export function normalize${typeName}(value${type(': unknown')})${type(': unknown')} {`,
    [`return ${normalize === undefined ? 'value' : `${normalize}(value)`}`],
    '}',
  ])
}

function docOf(action: Action, side: 'Input' | 'Output'): string {
  return `${side} of ${action.id} ${action.version}${side === 'Input' ? ', as rules and handler see it' : ''}.`
}

function onlyTypes(line: Line): Line {
  if (typeof line === 'string') return type(line)
  return 'ts' in line ? line : line.map(onlyTypes)
}

const TABLE_DOC =
  'Action id → its validators and normalisers. The object inherits nothing, so any string may be looked up in it.'

function addTable(module: GeneratedModule, sides: ReadonlyMap<Action, readonly Side[]>): void {
  const members = [...sides].map(
    ([action, [input, output]]): Line => [
      code`${propertyKey(action.id)}: Object.freeze({`,
      [
        `input: is${input!.typeName},`,
        `output: is${output!.typeName},`,
        `normalizeInput: normalize${input!.typeName},`,
        `normalizeOutput: normalize${output!.typeName},`,
      ],
      '}),',
    ],
  )
  module.add([...VALIDATORS_INTERFACE.map(onlyTypes)])
  module.add([
    ...docComment(TABLE_DOC),
    code`export const validators${type(': Readonly<Record<string, Validators>>')} = Object.freeze({`,
    ['__proto__: null,'],
    ...members,
    code`}${type(' as object as Record<string, Validators>')})`,
  ])
}

const VALIDATORS_INTERFACE: readonly Line[] = [
  '/** `input` and `output` judge a normalised value; a normaliser gives the same object when nothing changes. */',
  'export interface Validators {',
  [
    'readonly input: (value: unknown) => boolean',
    'readonly output: (value: unknown) => boolean',
    'readonly normalizeInput: (value: unknown) => unknown',
    'readonly normalizeOutput: (value: unknown) => unknown',
  ],
  '}',
]

function declarations(sides: ReadonlyMap<Action, readonly Side[]>, header: string): string {
  const blocks: (readonly Line[])[] = [[header]]
  for (const [action, both] of sides) {
    for (const { name, type: record, typeName } of both) {
      blocks.push(typescriptInterface(typeName, record, 'checked', docOf(action, name)))
      blocks.push([`export declare function is${typeName}(value: unknown): value is ${typeName}`])
      blocks.push([`export declare function normalize${typeName}(value: unknown): unknown`])
    }
  }
  blocks.push(VALIDATORS_INTERFACE)
  blocks.push([...docComment(TABLE_DOC), 'export declare const validators: Readonly<Record<string, Validators>>'])
  const empty = createGeneratedModule()
  for (const block of blocks.slice(1)) empty.add(block)
  return empty.print('ts', header, [])
}
