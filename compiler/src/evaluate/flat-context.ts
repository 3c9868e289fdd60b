/** The request context as expressions see it: `{ now, …facts }`, the time winning over a fact of its name. */
import { isRecord, ownMember } from './own-member.ts'

/** A context that is no object, or carries no object of facts, has none. */
export function flatContext(context: unknown): Readonly<Record<string, unknown>> {
  const facts = ownMember(context, 'facts')
  const now = ownMember(context, 'now')
  const members = Object.entries(isRecord(facts) ? facts : {}).filter(([name]) => name !== 'now')
  return Object.fromEntries(now === undefined ? members : [...members, ['now', now]])
}
