/**
 * Short pieces of source in messages: paths and literals as written, anything longer as "this value".
 */
import type { Expression } from '../../syntax/tree.ts'

const LONGEST = 60

/** In backquotes where the text is short enough to repeat. */
export function showNode(node: Expression): string {
  const text = sourceText(node)
  return text === undefined || text.length > LONGEST ? 'this value' : `\`${text}\``
}

/** The path or literal as one would write it; undefined for compound expressions. */
export function sourceText(node: Expression): string | undefined {
  switch (node.kind) {
    case 'name':
      return node.name.text
    case 'boolean':
      return String(node.value)
    case 'number':
      return node.unit === undefined ? node.text : `${node.text} ${node.unit.text}`
    case 'string':
      return JSON.stringify(node.value)
    case 'duration':
      return node.text
    case 'member': {
      const object = sourceText(node.object)
      return object === undefined ? undefined : `${object}.${node.member.text}`
    }
    case 'index': {
      const [object, index] = [sourceText(node.object), sourceText(node.index)]
      return object === undefined || index === undefined ? undefined : `${object}[${index}]`
    }
    case 'call': {
      const callee = sourceText(node.callee)
      const parts = node.arguments.map(sourceText)
      return callee === undefined || parts.includes(undefined) ? undefined : `${callee}(${parts.join(', ')})`
    }
    default:
      return undefined
  }
}
