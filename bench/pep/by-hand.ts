/**
 * The three ways of `without-disk.ts` written out by hand, for one contract and nothing else: the same ports, digests, entries and records, the same guard and
 * the same redaction, and none of what makes the enforcement point general. What it costs is the floor that the mark is judged by.
 */
import { isDeepStrictEqual } from 'node:util'
import { type KeyValue, type PepPorts, type PepReply, redactJson } from '@clawql/runtime'
import { type AtrClaims, canonicalize } from 'clawql-manifest-validator'
import type { Parts } from './assemble.ts'

export interface Asked {
  readonly action: string
  readonly input: Readonly<Record<string, string | number>>
}

/** Throws for what none of the three ways is. */
export function byHand({ contract, ports }: Parts): (asked: Asked) => Promise<PepReply> {
  const { crypto, log, store, sealer, breaker, handlers } = ports
  const root = contract.manifest.merkle_root
  const hashOf = remembering((claims: AtrClaims) => crypto.sha256Hex(`CLAWQL_CLAIMS_V1\0${canonicalize(claims)}`))
  const timeText = remembering((at: number) => new Date(at).toISOString())

  function entry(
    at: number,
    id: string,
    number: number,
    kind: string,
    payload: object,
    claims: AtrClaims,
    leaf: string,
  ) {
    return {
      entry_id: uuidOf(crypto.sha256Hex(`CLAWQL_ENTRY_V1\0${id}\0${number}`)),
      timestamp_ms: at,
      manifest_root: root,
      policy_version: contract.policyVersion,
      session_id: claims.session_id,
      agent_id: claims.agent_id,
      source: 'PEP' as const,
      correlation_id: id,
      event_kind: kind,
      payload: payload as { readonly [key: string]: unknown },
      action_leaf_hash: leaf,
      claims_hash: hashOf(claims),
    }
  }

  return async ({ action: name, input: given }) => {
    const id = ports.newId()
    const at = ports.clock.nowMs()
    const verified = await ports.claims.verify('', at)
    const action = contract.actions.get(name)
    if ('refusal' in verified || action === undefined) throw new Error('refused')
    const { claims } = verified
    const input = { ...given }
    const shown = redactJson(input)
    const reading = action.isRead ? undefined : (breaker.readNow?.() ?? (await breaker.read()))
    const decision = contract.decide(name, input, claims, { now: timeText(at), facts: {} })
    const canonical = canonicalize(input)
    const digest = crypto.sha256Hex(`CLAWQL_INPUT_V1\0${canonical}`)
    const asked = {
      action: name,
      action_version: action.type.version,
      runtime: 'pi',
      input: shown,
      input_digest: digest,
    }
    const { subject, role } = claims
    if (decision.effect === 'deny') {
      const { code, message, rule } = decision
      const denied = {
        action: name,
        runtime: 'pi',
        subject,
        role,
        code,
        message,
        rule,
        input: shown,
        input_digest: digest,
      }
      await log.append(entry(at, id, 0, 'ACTION_DENIED', denied, claims, action.leaf))
      return { outcome: 'denied', instance: id, code, message, ...(rule === undefined ? {} : { rule }) }
    }
    if (decision.effect === 'allow') {
      const { handler } = action.type.execution
      const intent = { ...asked, requester: { subject, role }, handler, idempotency_key: id, approved_by: [] }
      await log.append(entry(at, id, 0, 'ACTION_INTENT', intent, claims, action.leaf))
      const output = handlers.get(handler)?.({ ...input } as never, {
        action: name,
        idempotencyKey: id,
        attempt: 1,
        requester: { subject, agent_id: claims.agent_id, role, delegates: [] },
      }) as { readonly balance: number }
      const outcome = {
        status: 'executed',
        attempt: 1,
        output: redactJson(output),
        output_digest: crypto.sha256Hex(`CLAWQL_OUTPUT_V1\0${canonicalize(output)}`),
        output_valid: action.validators.output(output),
      }
      await log.append(entry(ports.clock.nowMs(), id, 1, 'ACTION_OUTCOME', outcome, claims, action.leaf))
      return { outcome: 'executed', instance: id, output }
    }
    const { quorum, approverGroups: groups, ttlMs } = decision
    const version = reading?.version ?? 0
    const { execution, side_effects: effects } = action.type
    const staged = {
      ...asked,
      requester: { subject, role },
      quorum,
      approver_groups: groups,
      expires_at_ms: at + ttlMs,
      kv_state_version: version,
      conservative_mode_promotion: false,
    }
    const owed = [{ number: 0, at_ms: at, event_kind: 'ACTION_STAGED', source: 'PEP', payload: staged }]
    const fixed = {
      action: name,
      action_version: action.type.version,
      action_leaf: action.leaf,
      manifest_root: root,
      policy_version: contract.policyVersion,
      agent_id: claims.agent_id,
      session_id: claims.session_id,
      runtime: 'pi',
      is_read: false,
      input_digest: digest,
      input_redacted: shown,
      claims_hash: hashOf(claims),
      requester: { subject, agent_id: claims.agent_id, role, delegates: [] },
      execution: {
        handler: execution.handler,
        timeout_ms: execution.timeout_seconds * 1000,
        retry_policy: execution.retry_policy,
        idempotent: execution.idempotent === true,
        reversible: effects.every(({ reversible }) => reversible),
        ...(execution.compensate === undefined ? {} : { compensate: execution.compensate }),
      },
    }
    const terms = [
      id,
      name,
      fixed.action_version,
      fixed.action_leaf,
      root,
      fixed.policy_version,
      fixed.agent_id,
      fixed.session_id,
      'pi',
      false,
      digest,
      shown === input ? canonical : canonicalize(shown),
      fixed.claims_hash,
      [],
      fixed.requester,
      fixed.execution,
      at,
      [at + ttlMs],
      version,
      false,
      quorum,
      groups,
    ]
    const context = `CLAWQL_SEALED_INPUT_V2\0${crypto.sha256Hex(JSON.stringify(terms))}`
    const sealed = sealer.seal(canonical, context)
    const printed = JSON.stringify({ ...fixed, input_sealed: sealed instanceof Promise ? await sealed : sealed })
    const rest = {
      instance: id,
      phase: 'STAGED',
      staged_at_ms: at,
      expires_at_ms: at + ttlMs,
      breaker_version: version,
      conservative_mode_promotion: false,
      quorum,
      approver_groups: groups,
      approvals: [],
      used_nonces: [],
      attempt: 0,
      entry_count: 1,
    }
    const key = `action/${id}`
    const owing = `{"request":${printed},${JSON.stringify({ ...rest, owed, awaits: 0 }).slice(1)}`
    const revision = await store.compareAndSet(key, 0, owing)
    await log.append(entry(at, id, 0, 'ACTION_STAGED', staged, claims, action.leaf))
    const again = breaker.readNow?.() ?? (await breaker.read())
    if (again.state === 'BLIND') throw new Error('blind')
    const paid = `{"request":${printed},${JSON.stringify({ ...rest, owed: [] }).slice(1)}`
    if (revision === undefined || (await store.compareAndSet(key, revision, paid)) === undefined)
      throw new Error('lost')
    const waits = { approvals: 0, quorum, approver_groups: groups, expires_at_ms: at + ttlMs }
    return { outcome: 'staged', instance: id, ...waits }
  }
}

/** Made once for as long as the same comes again: a floor may take every short cut that the answer allows of. */
function remembering<T, R>(make: (value: T) => R): (value: T) => R {
  let last: { readonly value: T; readonly made: R } | undefined
  return (value) => {
    if (last === undefined || last.value !== value) last = { value, made: make(value) }
    return last.made
  }
}

function uuidOf(hex: string): string {
  const variant = '89ab'[Number.parseInt(hex[16] ?? '', 16) & 3]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** What was written where, in order; ids, clock and seal made the same for everybody. Two ways that write the same do the same work. */
export function traced(ports: PepPorts): { readonly ports: PepPorts; readonly wrote: readonly string[] } {
  const wrote: string[] = []
  const store: KeyValue = {
    ...ports.store,
    compareAndSet(key, expected, value) {
      wrote.push(canonicalize([key, expected, value === undefined ? null : JSON.parse(value)]))
      return ports.store.compareAndSet(key, expected, value)
    },
  }
  return {
    wrote,
    ports: {
      ...ports,
      store,
      log: {
        history: ports.log.history,
        append(entry) {
          wrote.push(canonicalize(JSON.parse(JSON.stringify(entry))))
          return Promise.resolve(wrote.length)
        },
      },
      sealer: { seal: (text, context) => `${text} ${context}`, open: (sealed) => Promise.resolve(sealed) },
      newId: () => '00000000-0000-4000-8000-000000000000',
      clock: { nowMs: () => 1_800_000_000_000, after: () => () => undefined },
    },
  }
}

export function mustAgree(name: string, one: unknown, other: unknown): void {
  if (!isDeepStrictEqual(one, other))
    throw new Error(`${name}: by hand it is not the same:\n${JSON.stringify(one)}\n${JSON.stringify(other)}`)
}
