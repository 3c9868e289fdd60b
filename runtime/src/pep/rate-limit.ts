/** Phase 2's last question: how often. Decides on the counter's answer; the counting itself is done in `rate-counter.ts`. */
import type { Decision, DenyDecision, Rate } from 'clawql-manifest-validator'
import type { PepPorts } from './ports.ts'
import { rateKey, takePlace } from './rate-counter.ts'

/** What a decision comes to where nothing limits it. */
export function unlimited(decision: Decision): Limited {
  return decision.effect === 'deny' ? { denied: decision } : {}
}

interface Limited {
  readonly denied?: DenyDecision
  /** The counter that holds a place until the action ends. */
  readonly key?: string
}

/**
 * What was let through takes a place, kept until the action ends. Where everything counts, a denied call takes one as well, without a say in its own
 * denial; a call that the limit itself denies takes none.
 */
export async function limitRate(
  ports: Pick<PepPorts, 'store' | 'crypto'>,
  request: { readonly instance: string; readonly action: string; readonly atMs: number },
  rate: Rate,
  roots: { readonly claims: unknown; readonly input: unknown },
  decision: Decision,
): Promise<Limited> {
  const passed = unlimited(decision)
  const { denied } = passed
  if (denied !== undefined && rate.counting !== 'all') return passed
  const key = rateKey(ports.crypto, request.action, rate, roots)
  const held = rate.counting === 'executed'
  const place = { instance: request.instance, atMs: request.atMs, held }
  const isTaken = key !== undefined && (await takePlace(ports.store, key, rate, place))
  if (denied !== undefined) return passed
  if (isTaken) return held ? { key } : {}
  const message =
    key === undefined
      ? `${rate.by}, by which this action is counted, is missing`
      : `at most ${rate.count} in ${rate.per_seconds} seconds for each ${rate.by}`
  return { denied: { effect: 'deny', code: 'LIMIT_EXCEEDED', message } }
}
