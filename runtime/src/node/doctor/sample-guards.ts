/** The source text of the sample's guards and validators: what generated code looks like from outside, written by hand and without its finesse. */

const RECORDS: Readonly<Record<string, { readonly input: readonly string[]; readonly output: readonly string[] }>> = {
  'asset.transfer': { input: ['from', 'to', 'amount'], output: ['transaction'] },
  'ledger.get_balance': { input: ['account'], output: ['balance'] },
  'note.append': { input: ['text'], output: ['note'] },
  'note.write': { input: ['text'], output: ['note'] },
}

const GUARDS = `
const ROLES = ['finance-agent', 'compliance-officer']
const ALLOW = Object.freeze({ effect: 'allow' })
const STAGE = Object.freeze({ effect: 'stage', quorum: 3, approverGroups: [{ role: 'compliance-officer', min: 3 }], ttlMs: 7200000 })
const deny = (code, message, more) => ({ effect: 'deny', code, ...more, message })
const check = (id, decision) => (input, claims) => {
  const names = RECORDS[id].input
  if (typeof input !== 'object' || input === null) return deny('SCHEMA_INVALID', 'expected a record', { path: '' })
  for (const name of names) {
    if (typeof input[name] !== (name === 'amount' ? 'number' : 'string')) return deny('SCHEMA_INVALID', 'expected ' + name, { path: '/' + name })
  }
  for (const name of Object.keys(input)) if (!names.includes(name)) return deny('SCHEMA_INVALID', 'unknown field', { path: '/' + name })
  if (!ROLES.includes(claims.role)) return deny('ROLE_NOT_AUTHORIZED', 'the role must be one of finance-agent, compliance-officer')
  if (claims.purpose !== 'settlement') return deny('PURPOSE_MISMATCH', 'the purpose must be settlement')
  if (id === 'asset.transfer' && input.from === input.to) {
    return deny('RULE_VIOLATED', 'source and destination must differ', { rule: 'distinct_accounts' })
  }
  return decision
}
export const guards = Object.freeze({
  __proto__: null,
  'asset.transfer': check('asset.transfer', STAGE),
  'ledger.get_balance': check('ledger.get_balance', ALLOW),
  'note.append': check('note.append', ALLOW),
  'note.write': check('note.write', ALLOW),
})
export function decide(action, input, claims, context) {
  const guard = guards[action]
  return guard === undefined ? deny('UNKNOWN_ACTION', 'the manifest has no such action') : guard(input, claims, context)
}
`

export function guardSource(leaves: Readonly<Record<string, string>>): string {
  return `const RECORDS = ${JSON.stringify(RECORDS)}\nexport const actionLeaves = ${JSON.stringify(leaves)}\n${GUARDS}`
}

export function validatorSource(): string {
  return `const RECORDS = ${JSON.stringify(RECORDS)}
const NUMBERS = ['amount', 'balance']
const has = (names) => (value) => typeof value === 'object' && value !== null &&
  names.every((name) => Object.hasOwn(value, name) && typeof value[name] === (NUMBERS.includes(name) ? 'number' : 'string'))
const same = (value) => value
const of = (id) => ({ input: has(RECORDS[id].input), output: has(RECORDS[id].output), normalizeInput: same, normalizeOutput: same })
export const validators = Object.freeze({ __proto__: null, ${Object.keys(RECORDS)
    .map((id) => `'${id}': of('${id}')`)
    .join(', ')} })
`
}
