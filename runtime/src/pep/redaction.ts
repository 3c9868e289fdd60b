/**
 * Everything the enforcement point stores or shows of inputs, outputs, messages and made-up names goes through here: first the sensitive parts, then the
 * recognisers that are built in, then the host's redactor, under a time limit. What fails on the way is not shown.
 */
import type { JsonValue } from 'clawql-manifest-validator'
import type { LoadedContract } from '../contract/loaded-contract.ts'
import { isList, withFreeNames } from '../redact/json-members.ts'
import { redactJson } from '../redact/redact-json.ts'
import { redactedFields } from '../redact/redacted-fields.ts'
import { defaultRedactor, type RedactionSubject, RedactionUnavailableError } from '../redact/redactor.ts'
import { SENSITIVE, type SensitiveParts, sensitiveParts } from '../redact/sensitive-parts.ts'
import { copyJson } from './copy-json.ts'
import type { PepPorts } from './ports.ts'

export const REDACTION_TIMEOUT_MS = 10_000
export const NOT_SHOWN = '<NOT_SHOWN>'

export interface Redaction {
  /** At once where no host is asked. Throws or rejects with `RedactionUnavailableError` and nothing else: what cannot be shown is not asked about. */
  input(action: string, input: JsonValue): JsonValue | Promise<JsonValue>
  /** Never rejects: the effect has happened and must be logged. `input`: what of it is sensitive is blotted out of the output as well. */
  output(action: string, output: JsonValue, input: JsonValue | undefined): JsonValue | Promise<JsonValue>
  /** Never rejects. At most 1,000 UTF-16 units of it. */
  message(action: string, text: string, input: JsonValue | undefined): Promise<string>
  /** Never rejects. A name that somebody made up, at most 256 UTF-16 units of it. */
  name(text: string): Promise<string>
}

type Outside = Pick<PepPorts, 'redactor' | 'clock' | 'alert'>

export function createRedaction(contract: LoadedContract, ports: Outside): Redaction {
  const partsOf = sensitivePartsOf(contract)
  const soughtIn = (action: string, input: JsonValue | undefined) =>
    input === undefined ? [] : (partsOf(action, 'input')?.texts(input) ?? [])

  function redact(value: JsonValue, about: RedactionSubject): JsonValue | Promise<JsonValue> {
    const known = redactJson(value)
    return ports.redactor === defaultRedactor ? known : askHost(ports, known, about)
  }

  function shown(value: JsonValue, about: RedactionSubject): JsonValue | Promise<JsonValue> {
    const failed = (error: unknown): JsonValue => {
      ports.alert(`${about.part} of ${about.action ?? 'a request'} is not shown: ${reasonOf(error)}`)
      return NOT_SHOWN
    }
    try {
      const redacted = redact(value, about)
      return redacted instanceof Promise ? redacted.catch(failed) : redacted
    } catch (error) {
      return failed(error)
    }
  }

  async function shownText(text: string, sought: readonly string[], longest: number, action?: string): Promise<string> {
    // Shortened afterwards: half a secret is found by no recogniser.
    const value = withoutTexts(text.slice(0, LONGEST_TEXT).toWellFormed(), sought)
    const redacted = await shown(value, action === undefined ? { part: 'text' } : { action, part: 'text' })
    return String(redacted).slice(0, longest).toWellFormed()
  }

  return {
    input(action, input) {
      const unavailable = (error: unknown): never => {
        throw new RedactionUnavailableError(reasonOf(error))
      }
      const value = partsOf(action, 'input')?.blot(input) ?? input
      try {
        const redacted = redact(value, { action, part: 'input' })
        return redacted instanceof Promise ? redacted.catch(unavailable) : redacted
      } catch (error) {
        return unavailable(error)
      }
    },
    output(action, output, input) {
      const value = partsOf(action, 'output')?.blot(output) ?? output
      return shown(withoutTexts(value, soughtIn(action, input)), { action, part: 'output' })
    },
    message: (action, text, input) => shownText(text, soughtIn(action, input), 1000, action),
    name: (text) => shownText(text, [], 256),
  }
}

const LONGEST_TEXT = 65_536

interface Compiled {
  readonly parts: SensitiveParts | undefined
}

/** Compiled when first asked for. */
function sensitivePartsOf(
  contract: LoadedContract,
): (action: string, side: 'input' | 'output') => SensitiveParts | undefined {
  const names = redactedFields(contract.manifest.policy) ?? []
  const compiled = { input: new Map<string, Compiled>(), output: new Map<string, Compiled>() }
  return (action, side) => {
    const known = compiled[side].get(action)
    if (known !== undefined) return known.parts
    const type = contract.actions.get(action)?.type
    const schema = side === 'input' ? type?.input_schema : type?.output_schema
    const parts = sensitiveParts((schema ?? {}) as JsonValue, names)
    // Only for the actions there are: callers make up names without end.
    if (type !== undefined) compiled[side].set(action, { parts })
    return parts
  }
}

/** The host's redactor may hang, lie about its type, or say in its error what it should have hidden. */
async function askHost({ redactor, clock }: Outside, value: JsonValue, about: RedactionSubject): Promise<JsonValue> {
  let callOff: () => void = () => undefined
  const late = new Promise<never>((_, reject) => {
    callOff = clock.after(REDACTION_TIMEOUT_MS, () =>
      reject(new RedactionUnavailableError(`the redactor did not answer within ${REDACTION_TIMEOUT_MS} ms`)),
    )
  })
  try {
    // A copy of its own: what built-in redaction left as it was is the enforcement point's too.
    const given = copyJson(value)
    if ('fault' in given) throw new RedactionUnavailableError(given.fault)
    const copied = copyJson(await Promise.race([redactor.redact(given.value, about), late]))
    if ('fault' in copied) throw new RedactionUnavailableError('the redactor gave back what is not JSON')
    return copied.value
  } finally {
    callOff()
  }
}

function reasonOf(error: unknown): string {
  return error instanceof RedactionUnavailableError ? error.message : 'the redactor failed'
}

/** Every text and name in which one of these stands, without it. */
function withoutTexts<T extends JsonValue>(value: T, sought: readonly string[]): JsonValue {
  if (sought.length === 0) return value
  if (typeof value === 'string') return sought.reduce<string>((text, each) => text.replaceAll(each, SENSITIVE), value)
  if (typeof value === 'number') return sought.includes(String(value)) ? SENSITIVE : value
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((item) => withoutTexts(item, sought))
  return withFreeNames(
    Object.entries(value).map(([name, member]) => [String(withoutTexts(name, sought)), withoutTexts(member, sought)]),
  )
}
