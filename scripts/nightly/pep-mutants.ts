/**
 * Decisions of the enforcement point, each taken back by a change of a few characters: what an attacker, or a careless edit, would leave out. The tests must
 * notice every one. `find` must occur exactly once in its file, so that this list cannot rot unseen.
 */

export interface Mutant {
  /** What the tests must notice. */
  readonly name: string
  /** Below `runtime/src/`. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

const WAITING = 'pep/decide-waiting.ts'
const LOG = 'pep/log-outcome.ts'
const EXECUTE = 'pep/execute.ts'
const READER = 'breaker/breaker-reader.ts'

export const PEP_MUTANTS: readonly Mutant[] = [
  {
    name: 'P6: one person counts twice',
    file: WAITING,
    find: 'const again = record.approvals.some(',
    replace: 'const again = false && record.approvals.some(',
  },
  { name: 'P6: the requester approves', file: WAITING, find: 'return own.some(', replace: 'return false && own.some(' },
  {
    name: 'P6: anybody approves',
    file: WAITING,
    find: 'if (rolesHere(record, signer.roles).length === 0) return NOT_AN_APPROVER',
    replace: '',
  },
  {
    name: 'P6: another spelling is another person',
    file: 'pep/same-name.ts',
    find: ' || folded(left) === folded(right)',
    replace: '',
  },
  {
    name: 'D22: one short of the quorum',
    file: 'pep/quorum.ts',
    find: 'eligible.length < quorum',
    replace: 'eligible.length + 1 < quorum',
  },
  {
    name: 'groups do not matter',
    file: 'pep/quorum.ts',
    find: 'return seats.every((_, seat) =>',
    replace: 'return true || seats.every((_, seat) =>',
  },
  { name: 'waiting never ends', file: 'pep/wait.ts', find: 'atMs < record.expires_at_ms', replace: 'true' },
  {
    name: 'P4: requests while blind',
    file: 'pep/stage.ts',
    find: "if (breaker.state === 'BLIND' && !request.is_read)",
    replace: 'if (false)',
  },
  { name: 'P4: approvals while blind', file: WAITING, find: 'if (blinded !== undefined) return blinded', replace: '' },
  {
    name: 'D2: a Blind that came and went is forgotten',
    file: WAITING,
    find: 'if (breaker.last_blind_version > record.breaker_version)',
    replace: 'if (false)',
  },
  {
    name: 'D2: no second look after staging',
    file: LOG,
    find: "breaker === undefined ||\n    breaker.state === 'BLIND' ||\n    breaker.last_blind_version > record.breaker_version ||\n    breaker.version < record.breaker_version\n",
    replace: 'false\n',
  },
  {
    name: 'D3: the first lower answer halts',
    file: READER,
    find: '    if (second.state.version >= floor) return second\n',
    replace: '',
  },
  {
    name: 'D3: a lower version is believed',
    file: READER,
    find: 'if (first.state.version >= floor) return first',
    replace: 'if (first.state.version >= 0) return first',
  },
  {
    name: 'D3: decisions are made by a follower’s answer',
    file: READER,
    find: 'store.getLatest === undefined ? store.get(key) : store.getLatest(key)',
    replace: 'store.get(key)',
  },
  {
    name: 'D3: an older breaker confirms',
    file: WAITING,
    find: 'return breaker.version < record.breaker_version',
    replace: 'return false',
  },
  {
    name: 'P7: a sealed input opens whatever was written around it',
    file: 'pep/seal-context.ts',
    find: 'sha256Hex(staged)',
    replace: 'sha256Hex(record.request.input_digest)',
  },
  {
    name: 'P5: a store that was rolled back decides again',
    file: 'pep/log-agrees.ts',
    find: 'if (history.some(({ event_kind: kind }) => DECIDED.includes(kind))) return false',
    replace: '',
  },
  {
    name: 'P6: an approval that was taken back counts again',
    file: 'pep/log-agrees.ts',
    find: 'if (given < 0)',
    replace: 'if (given >= 0) return true\n  if (given < 0)',
  },
  {
    name: 'P8: an approval counts while the log cannot be asked',
    file: 'pep/decide-waiting.ts',
    find: "if (inForce.log === 'unavailable') return",
    replace: "if (inForce.log === 'unavailable') return undefined\n  if (false) return",
  },
  {
    name: 'D23: a key set brings keys',
    file: 'node/claims/published-keys.ts',
    find: '.equals(key)',
    replace: ".type === 'public'",
  },
  {
    name: 'D23: a key set that cannot be had takes nothing back',
    file: 'node/claims/published-keys.ts',
    find: 'if (had === undefined || !(monotonicMs() - had.atMs < trustMs))',
    replace: 'if (had === undefined)',
  },
  {
    name: 'D3: a start forgets the highest version seen',
    file: READER,
    find: 'if (text !== undefined) known = parse({ value: text, revision: 0 })',
    replace: '',
  },
  {
    name: 'D3: what is believed is not remembered',
    file: READER,
    find: 'options.memory?.remember(found.text)',
    replace: 'void options.memory',
  },
  {
    name: 'D16: a host may look less closely than the manifest says',
    file: 'node/pep/open-breaker.ts',
    find: 'fullAbsenceMs: Math.min(windowMs * full, fullAbsenceMs)',
    replace: 'fullAbsenceMs: Math.max(windowMs * full, fullAbsenceMs)',
  },
  {
    name: 'D4: an earlier Watchdog is obeyed',
    file: 'breaker/breaker-transition.ts',
    find: 'if (to.writer_epoch < from.writer_epoch) return',
    replace: 'if (false) return',
  },
  {
    name: 'D4: any transition will do',
    file: 'breaker/breaker-transition.ts',
    find: 'return reached.has(nodeOf(to))\n',
    replace: 'return true\n',
  },
  {
    name: 'D4: a Blind is over because a record says so',
    file: READER,
    find: 'if (!isVerified) throw',
    replace: 'if (false) throw',
  },
  {
    name: 'D4: one breakout ends every Blind',
    file: READER,
    find: 'verified = `${entry}/${blind}`\n  }',
    replace: 'verified = `${entry}/${blind}`\n    options = { ...options, verifyBreakout: async () => true }\n  }',
  },
  {
    name: 'D16: a dead Watchdog is believed for ever',
    file: 'breaker/breaker-age.ts',
    find: "if (!(ageMs <= terms.fullAbsenceMs)) return 'BLIND'",
    replace: '',
  },
  {
    name: 'D16: absence changes nothing',
    file: 'breaker/breaker-age.ts',
    find: "return state === 'NOMINAL' && !(ageMs <= terms.absenceMs) ? 'CONSERVATIVE' : state",
    replace: 'return state',
  },
  {
    name: 'D16: a number that went back is a sign of life',
    file: 'breaker/breaker-age.ts',
    find: '(epoch === age.writer_epoch && seq > age.refresh_seq)',
    replace: '(epoch === age.writer_epoch && seq !== age.refresh_seq)',
  },
  {
    name: 'D16: a sleeper takes an old sign of life for a new one',
    file: 'breaker/breaker-age.ts',
    find: 'lookedAtMs: nowMs, risenAtMs: age.lookedAtMs }',
    replace: 'lookedAtMs: nowMs, risenAtMs: nowMs }',
  },
  {
    name: 'D2: staging reads the short memory',
    file: 'pep/request.ts',
    find: 'if (!isRead) return readOrBlind(breaker)\n',
    replace: 'if (false) return readOrBlind(breaker)\n',
  },
  {
    name: 'P3: Conservative lowers the quorum',
    file: 'pep/stage.ts',
    find: 'Math.max(decision.quorum, promotion.quorum)',
    replace: 'Math.min(decision.quorum, promotion.quorum)',
  },
  {
    name: 'P3: Conservative promotes nothing',
    file: 'pep/stage.ts',
    find: "return breaker.state === 'CONSERVATIVE' && !isRead",
    replace: 'return false && !isRead',
  },
  {
    name: 'P8: runs although its intent was lost',
    file: LOG,
    find: "return { record: stopped(record, event.at_ms), effects: [...later, unavailable] }\n    case 'EXECUTED':",
    replace: "return { record, effects: [{ kind: 'RUN_HANDLER', attempt: record.attempt }] }\n    case 'EXECUTED':",
  },
  {
    name: 'P8: the handler runs beside the write-ahead entry',
    file: 'pep/stage.ts',
    find: "[{ event_kind: 'ACTION_INTENT', payload }], { awaited: true })\n  return { record: owing, effects: [append] }",
    replace:
      "[{ event_kind: 'ACTION_INTENT', payload }], { awaited: true })\n  return { record: owing, effects: [append, { kind: 'RUN_HANDLER', attempt: 1 }] }",
  },
  {
    name: 'P1: executed without its durable outcome',
    file: LOG,
    find: 'return withhold(record, later)',
    replace: 'return logged(record, event.at_ms)',
  },
  {
    name: 'P1: EXECUTED is shown',
    file: 'pep/action-view.ts',
    find: "    case 'EXECUTED':\n    case 'COMPENSATING':",
    replace:
      "    case 'EXECUTED':\n      return { status: 'executed', phase: 'WORM_LOGGED' }\n    case 'COMPENSATING':",
  },
  {
    name: 'P5: a second run after an unknown one',
    file: EXECUTE,
    find: '(execution.idempotent || isRead) && mayRetry',
    replace: 'mayRetry',
  },
  {
    name: 'P5: a restart runs it again',
    file: LOG,
    find: "? doubt(paid, event.at_ms, { reason: 'interrupted' })",
    replace: "? { record: paid, effects: [{ kind: 'RUN_HANDLER' as const, attempt: paid.attempt }] }",
  },
  {
    name: 'D1: an interrupted run is cancelled',
    file: LOG,
    find: "? doubt(paid, event.at_ms, { reason: 'interrupted' })",
    replace: "? cancel(paid, event.at_ms, 'interrupted_before_execution')",
  },
  {
    name: 'D1: an unknown outcome counts as none',
    file: EXECUTE,
    find: "return doubt(record, event.at_ms, { reason: 'handler_failed', message: event.message })",
    replace: "return endWithoutEffect(record, event.at_ms, 'not_applied', event.message)",
  },
  {
    name: 'D1: what a person found out is undone',
    file: LOG,
    find: 'execution.compensate !== undefined && !isResolved',
    replace: 'execution.compensate !== undefined',
  },
  { name: 'D28: retries without end', file: EXECUTE, find: 'record.attempt < MAX_ATTEMPTS', replace: 'true' },
  {
    name: 'D11: a Blind flush leaves what nobody has looked at',
    file: 'pep/wait.ts',
    find: "return record.phase === 'STAGED' || record.phase === 'AWAITING_APPROVAL'",
    replace: "return record.phase === 'AWAITING_APPROVAL'",
  },
  {
    name: 'D17: entries without the hash of the claims',
    file: 'pep/owed-envelope.ts',
    find: '    claims_hash: request.claims_hash,\n',
    replace: '',
  },
  {
    name: 'D19: the log calls it version',
    file: 'pep/stage.ts',
    find: 'kv_state_version: record.breaker_version',
    replace: 'version: record.breaker_version',
  },
  {
    name: 'D26: entries go by the session',
    file: 'pep/owed-envelope.ts',
    find: 'correlation_id: instance',
    replace: 'correlation_id: request.session_id',
  },
  {
    name: 'D27: a view stages again',
    file: 'pep/wait.ts',
    find: "if (record.phase !== 'STAGED') return { record, effects: [{ kind: 'REPLY' }] }",
    replace: "if (record.phase === 'AWAITING_APPROVAL') return { record: { ...record, approvals: [] }, effects: [] }",
  },
  {
    name: 'D28: a retry starts while blind',
    file: EXECUTE,
    find: "if (event.breaker.state === 'BLIND') return giveUp",
    replace: 'if (false) return giveUp',
  },
  {
    name: 'D18: a statement about something else',
    file: WAITING,
    find: 'if (wrong !== undefined)',
    replace: 'if (false)',
  },
  {
    name: 'D18: a statement whose time is over',
    file: WAITING,
    find: 'if (event.at_ms >= statement.expires_at_ms)',
    replace: 'if (false)',
  },
  {
    name: 'D18: a statement used twice',
    file: WAITING,
    find: 'if (record.used_nonces.includes(statement.nonce))',
    replace: 'if (false)',
  },
  {
    name: 'D18: an approval outlives its statement',
    file: WAITING,
    find: 'record.approvals.filter((earlier) => atMs < earlier.expires_at_ms)',
    replace: 'record.approvals',
  },
  {
    name: 'P7: another input',
    file: WAITING,
    find: 'if (inForce.input_intact) return undefined',
    replace: 'if (true) return undefined',
  },
  {
    name: 'P6: an approval counts because the store has it',
    file: WAITING,
    find: 'if (event.inForce.record_intact) return refuseContradicted(record, event) ?? count(record, event)',
    replace: 'if (true) return count(record, event)',
  },
  {
    name: 'P7: it runs as the store says',
    file: 'pep/record-intact.ts',
    find: 'return isAsContracted && record',
    replace: 'return record',
  },
  {
    name: 'P7: another manifest',
    file: WAITING,
    find: 'inForce.manifest_root !== root || inForce.action_leaf !== leaf',
    replace: 'false',
  },
  {
    name: 'D21: the sealed input stays',
    file: LOG,
    find: "input_sealed: ''",
    replace: 'input_sealed: record.request.input_sealed',
  },
  {
    name: 'an entry in the log twice',
    file: LOG,
    find: 'return owed.filter(({ number }) => !numbers.includes(number))',
    replace: 'return owed',
  },
  {
    name: 'a withdrawn approval counts',
    file: WAITING,
    find: 'owe({ ...used(record, event.signed), approvals }, event.at_ms',
    replace: 'owe(used(record, event.signed), event.at_ms',
  },
  {
    name: 'the requester resolves a doubt',
    file: WAITING,
    find: 'const fault = statementFault(record, event) ?? ownFault(record, event.signed.signer.subject)\n  if (fault !== undefined) return refused(record, fault.code, fault.message)\n  const applied',
    replace:
      'const fault = statementFault(record, event)\n  if (fault !== undefined) return refused(record, fault.code, fault.message)\n  const applied',
  },
  {
    name: 'a held step is lost in a race',
    file: 'pep/action-cell.ts',
    find: 'this.#held.reduce<ActionRecord | undefined>((record, event) => step(record, event).record, stored)',
    replace: 'stored',
  },
  {
    name: 'a rate limit lets one more through',
    file: 'pep/rate-counter.ts',
    find: 'places.length < rate.count',
    replace: 'places.length <= rate.count',
  },
  {
    name: 'a rate limit forgets what waits',
    file: 'pep/rate-counter.ts',
    find: 'return held || atMs >',
    replace: 'return atMs >',
  },
  {
    name: 'P10: another agent’s token',
    file: 'node/claims/jwt-verifier.ts',
    find: 'if (read.claims.agent_id !== options.agentId)',
    replace: 'if (false)',
  },
  {
    name: 'a token serves twice',
    file: 'node/claims/jwt-verifier.ts',
    find: "return spent === 'fresh' ?",
    replace: 'return true ?',
  },
  {
    name: 'a token passes while the replay store is gone',
    file: 'node/claims/jwt-verifier.ts',
    find: ".catch(() => 'unknown' as const)",
    replace: ".catch(() => 'fresh' as const)",
  },
  {
    name: 'a guard that forgets approval is believed',
    file: 'pep/request.ts',
    find: 'return isKnown && asked >= wanted && action !== undefined',
    replace: 'return isKnown && action !== undefined',
  },
]
