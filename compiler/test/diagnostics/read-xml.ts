/**
 * A strict reader of the XML that test reports are made of: elements, attributes, text, the five entities and character references. It throws on what
 * is not well-formed, so that the renderer cannot agree with itself about a mistake.
 */
export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  readonly text: string
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** What XML 1.0 admits as a character, written or referred to. */
const CHARACTERS = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u

export function readXml(xml: string): Element {
  if (!CHARACTERS.test(xml) || !xml.isWellFormed()) throw new Error('a character that XML does not admit')
  const reader = { rest: xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '') }
  if (reader.rest === xml) throw new Error('no XML declaration')
  const root = readElement(reader)
  if (reader.rest.trim() !== '') throw new Error(`text after the root: ${reader.rest.slice(0, 40)}`)
  return root
}

function readElement(reader: { rest: string }): Element {
  const open = take(reader, /^\s*<([A-Za-z]+)((?:\s+[A-Za-z]+="[^"<]*")*)\s*(\/?)>/)
  const [, name = '', attributeText = '', closed = ''] = open
  const attributes: Record<string, string> = {}
  for (const [, key = '', value = ''] of attributeText.matchAll(/([A-Za-z]+)="([^"]*)"/g)) {
    if (key in attributes) throw new Error(`the attribute ${key} stands twice`)
    attributes[key] = unescaped(value)
  }
  if (closed === '/') return { name, attributes, children: [], text: '' }
  const children: Element[] = []
  let text = ''
  for (;;) {
    text += unescaped(take(reader, /^[^<]*/)[0])
    if (reader.rest.startsWith('</')) break
    children.push(readElement(reader))
  }
  const [, end] = take(reader, /^<\/([A-Za-z]+)>/)
  if (end !== name) throw new Error(`${name} is ended by ${end}`)
  return { name, attributes, children, text }
}

function take(reader: { rest: string }, pattern: RegExp): RegExpExecArray {
  const match = pattern.exec(reader.rest)
  if (match === null) throw new Error(`not well-formed: ${JSON.stringify(reader.rest.slice(0, 60))}`)
  reader.rest = reader.rest.slice(match[0].length)
  return match
}

function unescaped(text: string): string {
  if (text.includes(']]>')) throw new Error(']]> in text')
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const reference = /^#(\d+)$/.exec(name)
    const value = reference === null ? ENTITIES[name] : String.fromCodePoint(Number(reference[1]))
    if (value === undefined || !whole.endsWith(';') || !CHARACTERS.test(value)) throw new Error(`the entity ${whole}`)
    return value
  })
}
