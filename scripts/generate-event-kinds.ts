/** Prints the catalogue of the audit log's event kinds as docs/reference/event-kinds.md. */
import { EVENT_KINDS } from '../runtime/src/worm/event-kinds.ts'
import { describeType, type Field } from '../runtime/src/worm/payload-type.ts'
import { WORM_SOURCES } from '../runtime/src/worm/worm-source.ts'

export function generate(): ReadonlyMap<string, string> {
  const sections = WORM_SOURCES.flatMap((source) => {
    const own = EVENT_KINDS.filter(({ sources }) => sources[0] === source)
    if (own.length === 0) return []
    const parts = own.map(({ kind, when, fields, sources }) => {
      const also = sources.length > 1 ? ` Also written by ${sources.slice(1).join(', ')}.` : ''
      return `### \`${kind}\`\n\n${capital(when)}.${also}\n\n${fields.length === 0 ? 'The payload is empty.' : table(fields)}\n`
    })
    return [`## ${source}\n\n${parts.join('\n')}`]
  })
  return new Map([['docs/reference/event-kinds.md', `${HEAD}\n${sections.join('\n')}`]])
}

const HEAD = `# Event kinds of the audit log

The closed catalogue. The writer refuses a kind that is not here, and a payload that misses a field, has another one or an ill-typed one; the refusal names
every reason. A deployment's own events take a kind that begins with \`x-\` (lower-case words joined by \`-\` or \`.\`), whose payload is any object. Readers
take every kind they find, so that a log outlives the version that wrote it. Generated from \`runtime/src/worm/event-kinds.ts\`.
`

function table(fields: readonly Field[]): string {
  const rows = fields.map(
    ({ name, type, optional }) => `| \`${name}\` | ${describeType(type)}${optional ? ', or absent' : ''} |`,
  )
  return ['| field | |', '|---|---|', ...rows].join('\n')
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
