/**
 * A syntax tree as indented lines for goldens: one node per line with its span as line:character, names inline as `key=text@line:character`. Prints
 * whatever members a node has, so that nothing can be forgotten here.
 */
import { createLineMap } from '../../src/source/line-map.ts'
import type { Span } from '../../src/source/span.ts'

export function printTree(text: string, tree: object): string {
  const lineMap = createLineMap(text)
  const at = (offset: number): string => {
    const { line, character } = lineMap.position(offset)
    return `${line + 1}:${character + 1}`
  }
  const lines: string[] = []
  printNode('', tree as Node, 0)
  return `${lines.join('\n')}\n`

  function printNode(key: string, node: Node, depth: number): void {
    const members = Object.entries(node).filter(([name]) => name !== 'span' && name !== 'kind')
    const kind = 'kind' in node ? String(node['kind']) : ''
    const place = node.span === undefined ? '' : `${at(node.span.start)}-${at(node.span.end)}`
    const inline = members.map(([name, value]) => inlineText(name, value)).filter((part) => part !== '')
    const head = [key, kind, place, ...inline].filter((part) => part !== '').join(' ')
    lines.push(`${'  '.repeat(depth)}${head}`)
    for (const [name, value] of members) {
      if (Array.isArray(value)) for (const item of value) printNode(`${name}[]`, item, depth + 1)
      else if (isNode(value) && !isName(value) && !isSpan(value)) printNode(name, value, depth + 1)
    }
  }

  function inlineText(name: string, value: unknown): string {
    if (isSpan(value)) return `${name}=${at(value.start)}`
    if (isName(value)) return `${name}=${value.text}@${at(value.span.start)}`
    return ['string', 'number', 'boolean'].includes(typeof value) ? `${name}=${JSON.stringify(value)}` : ''
  }
}

type Node = { readonly span?: Span } & Readonly<Record<string, unknown>>

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null
}

function isSpan(value: unknown): value is Span {
  return isNode(value) && Object.keys(value).sort().join() === 'end,start'
}

function isName(value: unknown): value is { readonly text: string; readonly span: Span } {
  return isNode(value) && Object.keys(value).sort().join() === 'span,text' && !String(value['text']).includes('\n')
}
