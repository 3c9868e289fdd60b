/** Holds a payload against the catalogue of event kinds. For the writer alone: whoever reads a log takes the kinds it finds. */
import { EVENT_KINDS, type EventKind, EXTENSION_KIND } from './event-kinds.ts'
import { describeType, hasType } from './payload-type.ts'
import type { WormPayload } from './worm-entry.ts'

const BY_NAME: ReadonlyMap<string, EventKind> = new Map(EVENT_KINDS.map((known) => [known.kind, known]))

/** Every reason why the payload is not one of this kind; empty when it is. `payload` is an object. */
export function payloadFaults(kind: string, payload: WormPayload): readonly string[] {
  const known = BY_NAME.get(kind)
  if (known === undefined) return EXTENSION_KIND.test(kind) ? [] : [`the log has no event kind ${kind}`]
  return faultsOf(known, payload)
}

function faultsOf({ kind, fields }: EventKind, payload: WormPayload): readonly string[] {
  const faults: string[] = []
  for (const { name, type, optional } of fields) {
    if (!Object.hasOwn(payload, name)) {
      if (!optional) faults.push(`the payload of ${kind} misses ${name}`)
    } else if (!hasType(payload[name], type)) faults.push(`payload.${name} must be ${describeType(type)}`)
  }
  for (const name of Object.keys(payload)) {
    if (!fields.some((field) => field.name === name)) faults.push(`the payload of ${kind} has no ${name}`)
  }
  return faults
}
