/**
 * The strict YAML reader: one document of the YAML 1.2 core schema, as plain data with a span on every node. What different readers understand
 * differently (duplicate keys, aliases, tags, merge keys, directives, several documents) is refused, size and depth are bounded, and nothing here
 * throws on any text. The only file that knows the YAML library.
 */
import { Composer, CST, isMap, isScalar, isSeq, type ParsedNode, Parser, type Scalar } from 'yaml'
import type { Span } from '../source/span.ts'

export type YamlNode =
  | { readonly kind: 'scalar'; readonly value: null | boolean | number | string; readonly span: Span }
  | { readonly kind: 'sequence'; readonly items: readonly YamlNode[]; readonly span: Span }
  | { readonly kind: 'mapping'; readonly entries: readonly YamlEntry[]; readonly span: Span }

export interface YamlEntry {
  readonly key: string
  readonly keySpan: Span
  readonly value: YamlNode
}

export interface YamlIssue {
  /** Lower case, no final period. */
  readonly message: string
  readonly span: Span
}

export type YamlReading =
  | { readonly ok: true; readonly node: YamlNode }
  | { readonly ok: false; readonly issue: YamlIssue }

const MAX_DEPTH = 64
const MAX_CHARACTERS = 8 * 1024 * 1024
const ONE_MEBI = 1024 * 1024

/** C0 without tab and line ends, DEL, C1 without NEL, surrogates on their own, the two non-characters. */
const NOT_PRINTABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|\p{Surrogate}/u

/** `maxCharacters` (UTF-16 code units) is 1 Mi where nothing is given, at most 8 Mi. */
export function readYaml(text: string, maxCharacters: number = ONE_MEBI): YamlReading {
  if (text.length > Math.min(maxCharacters, MAX_CHARACTERS)) return refused('the text is too long', 0, 0)
  const unprintable = NOT_PRINTABLE.exec(text)
  if (unprintable) return refused('a character that YAML does not allow', unprintable.index, unprintable.index + 1)
  const tooDeep = openingBeyondDepth(text)
  if (tooDeep !== undefined) return refused(`nested deeper than ${MAX_DEPTH} levels`, tooDeep, tooDeep + 1)
  try {
    return compose(text)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // The library places what is missing at the end one character behind it.
    const { message, span } = error.issue
    return refused(message, Math.min(span.start, text.length), Math.min(span.end, text.length))
  }
}

/** Leaves the walk at the first thing that is refused; never escapes this file. */
class Refusal extends Error {
  readonly issue: YamlIssue

  constructor(message: string, start: number, end: number) {
    super(message)
    this.issue = { message, span: { start, end } }
  }
}

function refused(message: string, start: number, end: number): YamlReading {
  return { ok: false, issue: { message, span: { start, end } } }
}

/**
 * A first bound that costs one pass, because the library's own work grows with the square of the depth: brackets open at once. The exact depth,
 * block nesting included, is checked on the tokens.
 */
function openingBeyondDepth(text: string): number | undefined {
  let open = 0
  let inString = ''
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!
    if (inString !== '') {
      if (character === '\\' && inString === '"') index++
      else if (character === inString) inString = ''
      continue
    }
    if (character === '"' || character === "'") {
      if (index === 0 || /[\s[{,:]/.test(text[index - 1]!)) inString = character
    } else if (character === '[' || character === '{') {
      if (++open > MAX_DEPTH) return index
    } else if ((character === ']' || character === '}') && open > 0) open--
  }
  return undefined
}

function compose(text: string): YamlReading {
  const tokens = [...new Parser().parse(text)]
  for (const token of tokens) checkToken(token)
  const [, repeated] = tokens.filter((token) => token.type === 'directive')
  if (repeated) throw new Refusal('a second directive', repeated.offset, repeated.offset + 1)
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    stringKeys: true,
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
  const documents = [...composer.compose(tokens, true, text.length)]
  const [document, second] = documents
  if (document === undefined) throw new Refusal('no document', 0, text.length)
  const [error] = [...document.errors, ...document.warnings]
  if (error) throw new Refusal(plainMessage(error.message), error.pos[0], Math.max(error.pos[1], error.pos[0]))
  if (second) throw new Refusal('a second document', second.range[0], second.range[1])
  return { ok: true, node: readNode(document.contents as ParsedNode | null, text.length) }
}

function plainMessage(message: string): string {
  const [first = ''] = message.split('\n')
  return (first.charAt(0).toLowerCase() + first.slice(1)).replace(/\.$/, '')
}

/** Refuses by syntax what the composed document no longer shows; iterative, so that depth cannot exhaust the stack. */
function checkToken(root: CST.Token): void {
  const pending: { readonly token: CST.Token; readonly depth: number }[] = [{ token: root, depth: 0 }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { token, depth } = next
    refuseToken(token, depth)
    for (const child of childrenOf(token))
      pending.push({ token: child, depth: CST.isCollection(token) ? depth + 1 : depth })
  }
}

const REFUSED_TOKENS: Readonly<Record<string, string>> = {
  anchor: 'anchors are not allowed',
  alias: 'aliases are not allowed',
  tag: 'tags are not allowed',
}

function refuseToken(token: CST.Token, depth: number): void {
  const message = refusalOf(token, depth)
  if (message === undefined) return
  const length = 'source' in token && typeof token.source === 'string' ? token.source.length : 1
  throw new Refusal(message, token.offset, token.offset + length)
}

function refusalOf(token: CST.Token, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return `nested deeper than ${MAX_DEPTH} levels`
  if (token.type === 'directive' && !/^%YAML\s+1\.2\s*$/.test(token.source)) return 'directives are not allowed'
  if (token.type === 'scalar' && token.source === '<<') return 'merge keys are not allowed'
  return Object.hasOwn(REFUSED_TOKENS, token.type) ? REFUSED_TOKENS[token.type] : undefined
}

function childrenOf(token: CST.Token): readonly CST.Token[] {
  switch (token.type) {
    case 'document':
      return [...token.start, ...(token.value ? [token.value] : []), ...(token.end ?? [])]
    case 'block-map':
    case 'block-seq':
      return token.items.flatMap(itemTokens)
    case 'flow-collection':
      return [token.start, ...token.items.flatMap(itemTokens), ...token.end]
    case 'block-scalar':
      return token.props
    default:
      return []
  }
}

function itemTokens(item: CST.CollectionItem): readonly CST.Token[] {
  return [...item.start, ...(item.key ? [item.key] : []), ...(item.sep ?? []), ...(item.value ? [item.value] : [])]
}

function readNode(node: ParsedNode | null, end: number): YamlNode {
  if (node === null) return { kind: 'scalar', value: null, span: { start: end, end } }
  const span = spanOf(node)
  if (isScalar(node)) return { kind: 'scalar', value: scalarValue(node, span), span }
  if (isSeq(node))
    return { kind: 'sequence', items: node.items.map((item) => readNode(item as ParsedNode, span.end)), span }
  if (isMap(node)) {
    const seen = new Set<string>()
    const entries = node.items.map((pair): YamlEntry => {
      const key = pair.key as ParsedNode
      const keySpan = spanOf(key)
      if (!isScalar(key) || typeof key.value !== 'string')
        throw new Refusal('a key must be a string', keySpan.start, keySpan.end)
      checkText(key.value, keySpan)
      if (seen.has(key.value)) throw new Refusal(`the key \`${key.value}\` is repeated`, keySpan.start, keySpan.end)
      seen.add(key.value)
      return { key: key.value, keySpan, value: readNode(pair.value as ParsedNode | null, keySpan.end) }
    })
    return { kind: 'mapping', entries, span }
  }
  throw new Refusal('aliases are not allowed', span.start, span.end)
}

function spanOf(node: ParsedNode): Span {
  return { start: node.range[0], end: node.range[1] }
}

function scalarValue(node: Scalar.Parsed, span: Span): null | boolean | number | string {
  const { value } = node
  if (typeof value === 'string') return checkText(value, span)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Refusal('infinity and not-a-number have no JSON form', span.start, span.end)
    const isInteger = !/[.eE]/.test(node.source) || /^[-+]?0[xo]/.test(node.source)
    if (isInteger && !Number.isSafeInteger(value)) throw new Refusal('an integer beyond 2^53', span.start, span.end)
    return Object.is(value, -0) ? 0 : value
  }
  if (typeof value === 'boolean' || value === null) return value
  throw new Refusal('a value that JSON cannot hold', span.start, span.end)
}

function checkText(text: string, span: Span): string {
  if (!text.isWellFormed()) throw new Refusal('text with half a surrogate pair', span.start, span.end)
  return text
}
