/**
 * Emits `sdk.ts`, `sdk.js` and `sdk.d.ts`: a typed client with one method per action over a transport that the caller injects. It decides nothing; the
 * decision comes back from the enforcement point with the result.
 */
import type { Action } from '../program/program.ts'
import { actionNames, camelCase, distinct } from './action-names.ts'
import { type Code, code, docComment, type Line, printLines, propertyKey, quote, type } from './code.ts'
import type { GuardsSource } from './guards.ts'
import { typescriptInterface } from './typescript-type.ts'

interface Method {
  readonly action: Action
  readonly name: string
  readonly input: string
  readonly output: string
}

/** `actions`: those of the manifest, ascending by id. */
export function emitSdk(actions: readonly Action[], header: string): GuardsSource {
  const methods = methodsOf(actions)
  const common = [IMPORTS, ...methods.flatMap(typesOf), TRANSPORT, clientInterface(methods)].map(printLines)
  const made = [...common, printLines(clientFactory(methods))]
  const declared = printLines([...docComment(CLIENT_DOC), SIGNATURE.ts.replace('export', 'export declare')])
  return {
    ts: join(header, made, 'ts'),
    js: join(header, made, 'js'),
    dts: join(header, [...common, declared], 'ts'),
  }
}

function methodsOf(actions: readonly Action[]): readonly Method[] {
  const names = actionNames(actions.map((action) => action.id))
  const taken = new Set<string>()
  return actions.map((action) => {
    const name = names.get(action.id)!
    return { action, name: distinct(camelCase(name), taken), input: `${name}Input`, output: `${name}Output` }
  })
}

const IMPORTS: readonly Line[] = [
  type("import type { AllowDecision, DenyDecision, StageDecision } from 'clawql-manifest-validator'"),
]

function typesOf({ action, input, output }: Method): readonly (readonly Line[])[] {
  return [
    onlyTypes(typescriptInterface(input, action.input, 'wire', `What a caller of ${action.id} sends.`)),
    onlyTypes(typescriptInterface(output, action.output, 'checked', `What ${action.id} gives when it was executed.`)),
  ]
}

function onlyTypes(lines: readonly Line[]): readonly Line[] {
  return lines.map((line) => (typeof line === 'string' ? type(line) : 'ts' in line ? line : onlyTypes(line)))
}

const TRANSPORT: readonly Line[] = onlyTypes([
  '/** One call as it goes over the transport. */',
  'export interface ActionRequest {',
  ['readonly action: string', 'readonly input: unknown'],
  '}',
  '',
  '/** Executed with its output, waiting for approval under an id, or denied with the reason. */',
  'export type ActionResult<Output> =',
  [
    '| { readonly decision: AllowDecision; readonly output: Output }',
    '| { readonly decision: StageDecision; readonly staged_id: string }',
    '| { readonly decision: DenyDecision }',
  ],
  '',
  '/** Carries a request to the enforcement point and its answer back; rejects where the answer cannot be had. */',
  'export type Transport = (request: ActionRequest) => Promise<ActionResult<unknown>>',
])

function clientInterface(methods: readonly Method[]): readonly Line[] {
  const members = methods.flatMap(({ action, name, input, output }): readonly Line[] => [
    ...docComment(`${action.id} ${action.version}: ${action.description}`),
    `readonly ${name}: (input: ${input}) => Promise<ActionResult<${output}>>`,
  ])
  return onlyTypes(['/** One method per action. */', 'export interface Client {', members, '}'])
}

const CLIENT_DOC = 'A client of the actions over `transport`.'
const SIGNATURE = code`export function createClient(transport${type(': Transport')})${type(': Client')}`

function clientFactory(methods: readonly Method[]): readonly Line[] {
  const members = methods.map(({ action, name, input, output }): Line => {
    const result = type(` as Promise<ActionResult<${output}>>`)
    return code`${propertyKey(name)}: (input${type(`: ${input}`)}) => transport({ action: ${quote(action.id)}, input })${result},`
  })
  return [...docComment(CLIENT_DOC), code`${SIGNATURE} {`, ['return Object.freeze({', members, '})'], '}']
}

function join(header: string, blocks: readonly Code[], language: 'ts' | 'js'): string {
  const texts = [`${header}\n`, ...blocks.map((block) => block[language])]
  return texts.filter((text) => text.trim() !== '').join('\n')
}
