/**
 * The redaction port: what a host adds to the recognisers that are built in, perhaps a service on another machine. It is asked about everything that is
 * stored or shown, after the sensitive parts and what the built-in recognisers know have gone.
 */
import type { JsonValue } from 'clawql-manifest-validator'

/** What the value is, for a redactor that treats actions apart. `text`: a message or a name, not a value of the contract. */
export interface RedactionSubject {
  readonly action?: string
  readonly part: 'input' | 'output' | 'text'
}

/** Must give the same for the same. Where it throws, rejects or takes longer than `REDACTION_TIMEOUT_MS`, nothing of the value is shown. */
export interface Redactor {
  redact(value: JsonValue, about: RedactionSubject): JsonValue | Promise<JsonValue>
}

/** Adds nothing. */
export const defaultRedactor: Redactor = { redact: (value) => value }

/** The value could not be redacted. The message says why and holds nothing of the value: it may be shown and stored. */
export class RedactionUnavailableError extends Error {
  override readonly name = 'RedactionUnavailableError'
}
