/**
 * Generated code, written once as TypeScript and once as JavaScript. A fragment is a pair of texts that differ only where a type stands, so the two
 * files of a module cannot drift apart. This file knows nothing of what is generated.
 */

/** `ts` is the TypeScript text, `js` the same with every type fragment left out. */
export interface Code {
  readonly ts: string
  readonly js: string
}

/** A template whose text belongs to both languages; the holes are fragments, or text for both. */
export function code(texts: TemplateStringsArray, ...holes: readonly (Code | string | number)[]): Code {
  let ts = texts[0] ?? ''
  let js = ts
  holes.forEach((hole, index) => {
    const after = texts[index + 1] ?? ''
    ts += (typeof hole === 'object' ? hole.ts : String(hole)) + after
    js += (typeof hole === 'object' ? hole.js : String(hole)) + after
  })
  return { ts, js }
}

/** A fragment that only TypeScript has: an annotation, a type predicate, an assertion, an import of types, an interface. */
export function type(text: string): Code {
  return { ts: text, js: '' }
}

export function joinCode(fragments: readonly (Code | string)[], separator: string): Code {
  const parts = fragments.map((fragment) => (typeof fragment === 'string' ? code`${fragment}` : fragment))
  return { ts: parts.map((part) => part.ts).join(separator), js: parts.map((part) => part.js).join(separator) }
}

/** A line, or a block of lines that stands one step further in. */
export type Line = Code | string | readonly Line[]

/** Lines of code in both languages, two spaces a step. A line that is empty in one language only is left out there. */
export function printLines(lines: readonly Line[]): Code {
  // Joined at the end: texts put together piece by piece stay trees of pieces, which is what a build would spend its memory on.
  const ts: string[] = []
  const js: string[] = []
  addLines(lines, 0, ts, js)
  return { ts: ts.join(''), js: js.join('') }
}

function addLines(lines: readonly Line[], depth: number, ts: string[], js: string[]): void {
  for (const line of lines) {
    if (isBlock(line)) addLines(line, depth + 1, ts, js)
    else if (typeof line === 'string' || line.ts === line.js) {
      const text = indented(typeof line === 'string' ? line : line.ts, depth)
      ts.push(text)
      js.push(text)
    } else {
      if (line.ts !== '') ts.push(indented(line.ts, depth))
      if (line.js !== '') js.push(indented(line.js, depth))
    }
  }
}

const WIDEST = 120

/** `if (condition) statement`, over three lines where one would be too wide. */
export function ifThen(condition: Code | string, statement: Code | string): readonly Line[] {
  const line = code`if (${condition}) ${statement}`
  return line.ts.length < WIDEST ? [line] : [code`if (${condition}) {`, [statement], '}']
}

/** `object` as a frozen constant, one member a line where one line would be too wide. `typeText` is the constant's type. */
export function frozenConstant(
  name: string,
  typeText: string,
  object: Readonly<Record<string, string>>,
): readonly Line[] {
  const head = code`const ${name}${type(`: ${typeText}`)} = Object.freeze(`
  const tail = code`${type(' as const')})`
  const line = code`${head}${literalOf(object)}${tail}`
  if (line.ts.length <= WIDEST) return [line]
  const members = Object.entries(object).map(([key, value]) => `${propertyKey(key)}: ${quote(value)},`)
  return [code`${head}{`, members, code`}${tail}`]
}

function isBlock(line: Line): line is readonly Line[] {
  return Array.isArray(line)
}

const STEPS = Array.from({ length: 16 }, (_, depth) => '  '.repeat(depth))

function indented(text: string, depth: number): string {
  const step = STEPS[depth] ?? '  '.repeat(depth)
  if (!text.includes('\n')) return text === '' ? '\n' : `${step}${text}\n`
  const lines = text.split('\n').map((part) => (part === '' ? '' : step + part))
  return `${lines.join('\n')}\n`
}

/** A literal in single quotes; everything outside printable ASCII is escaped, so that no text can hide in generated code. */
export function quote(text: string): string {
  let quoted = ''
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit === 0x27 || unit === 0x5c) quoted += `\\${text[index]}`
    else if (unit === 0x0a) quoted += '\\n'
    else if (unit >= 0x20 && unit < 0x7f) quoted += text[index]
    else quoted += `\\u${unit.toString(16).padStart(4, '0')}`
  }
  return `'${quoted}'`
}

/** `name` where it can stand after a dot, else `['x-id']`. */
export function member(object: string, name: string): string {
  return isIdentifier(name) ? `${object}.${name}` : `${object}[${quote(name)}]`
}

/** A key of an object literal. `__proto__` would set the prototype there, so it is written as a computed key. */
export function propertyKey(name: string): string {
  if (name === '__proto__') return "['__proto__']"
  return isIdentifier(name) ? name : quote(name)
}

const INHERITED_NAMES = new Set(Object.getOwnPropertyNames(Object.prototype))

/** Names that every object inherits: reading one finds something even where there is no such member. */
export function isInheritedName(name: string): boolean {
  return INHERITED_NAMES.has(name)
}

export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name)
}

/** A documentation comment; the text cannot end it. Empty text gives no lines. */
export function docComment(text: string): readonly string[] {
  const lines = text.replaceAll('*/', '* /').split(/\r\n|[\n\r\u2028\u2029]/)
  if (text.trim() === '') return []
  if (lines.length === 1) return [`/** ${lines[0]} */`]
  return ['/**', ...lines.map((line) => (line === '' ? ' *' : ` * ${line}`)), ' */']
}

/** A JavaScript literal of a JSON value, in one line. */
export function literalOf(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (Array.isArray(value)) return `[${value.map(literalOf).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const members = Object.entries(value).map(([key, item]) => `${propertyKey(key)}: ${literalOf(item)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}
