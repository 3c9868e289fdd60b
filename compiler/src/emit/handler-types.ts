/**
 * Emits `handlers.d.ts`: what the handlers of a manifest take and give, types alone. A handler gets the input as rules see it, and may give the output as a
 * caller of the SDK would write it: the enforcement point fills in defaults before it looks at it.
 */
import type { Action } from '../program/program.ts'
import { actionNames } from './action-names.ts'
import { docComment, type Line, printLines, propertyKey } from './code.ts'
import { typescriptInterface } from './typescript-type.ts'

/** One name in `execution` of one action. */
export interface HandlerUse {
  readonly handler: string
  readonly action: Action
  /** What a compensation gives back is not looked at. */
  readonly part: 'handler' | 'compensate'
}

export interface HandlerTypes {
  /** Declarations, imports none. */
  readonly text: string
  /** Action id → the names of its types in there. */
  readonly names: ReadonlyMap<string, { readonly input: string; readonly output: string }>
}

/** Ascending by handler, then by action. */
export function handlerUses(actions: readonly Action[]): readonly HandlerUse[] {
  return actions
    .flatMap((action): readonly HandlerUse[] => {
      const { handler, compensate } = action.execution
      const undoing = compensate === undefined ? [] : [{ handler: compensate, action, part: 'compensate' } as const]
      return [{ handler, action, part: 'handler' }, ...undoing]
    })
    .sort((left, right) => compare(left.handler, right.handler) || compare(left.action.id, right.action.id))
}

/** `actions`: those of the manifest, ascending by id. `header`: the comment at the top. */
export function emitHandlerTypes(actions: readonly Action[], header: string): HandlerTypes {
  const names = new Map(
    [...actionNames(actions.map(({ id }) => id))].map(([id, name]) => [
      id,
      { input: `${name}Input`, output: `${name}Output` },
    ]),
  )
  const blocks = [
    CONTEXT,
    ...actions.flatMap((action) => typesOf(action, names.get(action.id)!)),
    table(actions, names),
  ]
  return { text: [`${header}\n`, ...blocks.map((lines) => printLines(lines).ts)].join('\n'), names }
}

const CONTEXT: readonly Line[] = [
  '/** What a handler is told beside its input. */',
  'export interface HandlerContext {',
  [
    'readonly action: string',
    '/** The same for every attempt of one action, another for every other. */',
    'readonly idempotencyKey: string',
    '/** 1 for the first. */',
    'readonly attempt: number',
    'readonly requester: {',
    [
      'readonly subject: string',
      'readonly agent_id: string',
      'readonly role: string',
      'readonly owner?: string',
      'readonly delegates: readonly string[]',
    ],
    '}',
  ],
  '}',
]

function typesOf(action: Action, { input, output }: { readonly input: string; readonly output: string }) {
  return [
    typescriptInterface(input, action.input, 'checked', `What the handler of ${action.id} gets.`),
    typescriptInterface(output, action.output, 'wire', `What the handler of ${action.id} gives back.`),
  ]
}

function table(actions: readonly Action[], names: HandlerTypes['names']): readonly Line[] {
  const uses = Map.groupBy(handlerUses(actions), ({ handler }) => handler)
  const members = [...uses].flatMap(([handler, all]): readonly Line[] => [
    ...docComment(all.map(describeUse).join('; ')),
    `readonly ${propertyKey(handler)}: (input: ${inputOf(all, names)}, context: HandlerContext) => ${resultOf(all, names)}`,
  ])
  return [
    '/** By the names in `execution` of the actions. A module of handlers has such an object as its default export. */',
    'export interface Handlers {',
    members,
    '}',
  ]
}

function describeUse({ action, part }: HandlerUse): string {
  return part === 'handler' ? `${action.id} ${action.version}: ${action.description}` : `undoes ${action.id}`
}

function inputOf(uses: readonly HandlerUse[], names: HandlerTypes['names']): string {
  return [...new Set(uses.map(({ action }) => names.get(action.id)!.input))].join(' | ')
}

/** One function for several actions has to satisfy each of them. */
function resultOf(uses: readonly HandlerUse[], names: HandlerTypes['names']): string {
  const outputs = uses.flatMap(({ action, part }) => (part === 'handler' ? [names.get(action.id)!.output] : []))
  const output = outputs.join(' & ')
  return outputs.length === 0 ? 'unknown' : `${outputs.length > 1 ? `(${output})` : output} | Promise<${output}>`
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
