/**
 * The TypeScript that is never written to disk: it imports the module of handlers and calls each handler as the enforcement point will, with the exact types
 * of the actions. Each call and each result stands on a statement of its own, so that an error says by its place what it is about.
 */
import { type Action, emitHandlerTypes, type HandlerUse, handlerUses } from '@clawql/compiler'

export interface CheckFile {
  readonly text: string
  readonly uses: readonly HandlerUse[]
}

/** Names in the text: of the use at a place in `uses`, called with so many arguments. A handler may take fewer than it is given. */
export const valueName = (at: number, given: number): string => `value_${at}_${given}`
export const outputName = (at: number, given: number): string => `output_${at}_${given}`
export const MAX_ARGUMENTS = 2
export const MODULE_NAME = 'handlers__'

/** `specifier`: how the text imports the module. */
export function checkFile(actions: readonly Action[], specifier: string): CheckFile {
  const { text, names } = emitHandlerTypes(actions, '')
  const uses = handlerUses(actions)
  const calls = uses.flatMap(({ handler, action, part }, at) => {
    const { input, output } = names.get(action.id)!
    return [`null! as ${input}`, 'null! as HandlerContext', ''].flatMap((_, given, all) => {
      const words = all.slice(0, given).join(', ')
      const call = `const ${valueName(at, given)} = await ${MODULE_NAME}[${JSON.stringify(handler)}](${words})`
      const result = `const ${outputName(at, given)}: ${output} = ${valueName(at, given)}`
      return part === 'handler' ? [call, result] : [call]
    })
  })
  const lines = [`import ${MODULE_NAME} from ${JSON.stringify(specifier)}`, text, ...calls, 'export {}', '']
  return { text: lines.join('\n'), uses }
}
