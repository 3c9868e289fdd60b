/** JSON text laid out as the project's formatter lays it out, so that derived files need no second pass: lists of plain values on one line where they fit. */

const LINE = 120

/** With a line feed at the end. */
export function printJson(value: unknown): string {
  return `${print(value, '', '', 0)}\n`
}

/** `before`: what stands on the line already, `after`: how many characters follow the value on its line. */
function print(value: unknown, indent: string, before: string, after: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const isList = Array.isArray(value)
  const entries = isList ? value.map((item): [string, unknown] => ['', item]) : named(value)
  if (entries.length === 0) return isList ? '[]' : '{}'
  if (isList && value.every(isFlat)) {
    const line = oneLine(value)
    if (indent.length + before.length + line.length + after <= LINE) return line
  }
  const inner = `${indent}  `
  const lines = entries.map(([name, item], n) => {
    const comma = n === entries.length - 1 ? '' : ','
    return `${inner}${name}${print(item, inner, name, comma.length)}${comma}`
  })
  const [open, close] = isList ? '[]' : '{}'
  return `${open}\n${lines.join('\n')}\n${indent}${close}`
}

/** Holds no object at any depth: an object always has a line for each member. */
function isFlat(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isFlat) : typeof value !== 'object' || value === null
}

function oneLine(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(oneLine).join(', ')}]` : JSON.stringify(value)
}

function named(object: object): [string, unknown][] {
  return Object.entries(object)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => [`${JSON.stringify(key)}: `, item])
}
