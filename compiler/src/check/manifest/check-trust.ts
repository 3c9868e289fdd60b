/**
 * The `trust` block: whose claims, approvals and breakout signatures a manifest accepts. Keys are brought into their published form, roles must be
 * declared and human, and nobody is listed twice.
 */
import { wrongValue } from '../../diagnostics/catalogue/governance.ts'
import {
  approverRole,
  badPublicKey,
  breakoutSigners,
  repeatedKeyHolder,
  sharedKey,
} from '../../diagnostics/catalogue/manifest.ts'
import type { Reporter } from '../../diagnostics/diagnostic.ts'
import type { Role } from '../../program/program.ts'
import type { Location } from '../../source/span.ts'
import { nearMiss } from '../../text/near-miss.ts'
import { type Data, type DataEntry, readDataList, readDataRecord, readDataText } from './data.ts'
import { expectedKey, type KeyAlgorithm, normalizePublicKey } from './public-key.ts'

export type Approver = {
  readonly subject: string
  readonly roles: readonly string[]
  readonly public_key: string
}

/** The published block; an alias rather than an interface, so that it counts as JSON. */
export type Trust = {
  readonly issuers?: readonly {
    readonly iss: string
    readonly alg: string
    readonly kid: string
    readonly public_key: string
  }[]
  readonly approvers?: readonly Approver[]
  readonly breakout_signers?: readonly { readonly id: string; readonly public_key: string }[]
  readonly base_model_key_ref?: string
}

export interface CheckedTrust {
  readonly trust: Trust
  /** Where the approvers are listed, for messages about too few of them. */
  readonly approversAt: Location | undefined
  /** Everything in the block is right. */
  readonly isComplete: boolean
}

const ALGORITHMS: readonly KeyAlgorithm[] = ['EdDSA', 'ES256', 'RS256']

export interface TrustContext {
  readonly roleNamed: (name: string) => Role | undefined
  readonly roleNames: () => readonly string[]
  /** How many breakout signers the coordination block asks for; undefined where that is not known. */
  readonly totalSigners: number | undefined
  readonly reporter: Reporter
}

export function checkTrust(data: Data, context: TrustContext): CheckedTrust {
  const optional = ['issuers', 'approvers', 'breakout_signers', 'base_model_key_ref']
  const entries = readDataRecord(data, '`trust`', [], optional, context.reporter)
  const issuers = readList(
    entries?.get('issuers'),
    'issuers',
    (item) => readIssuer(item, context),
    ({ iss, kid }) => `${iss} ${kid}`,
    false,
    context,
  )
  const approvers = readList(
    entries?.get('approvers'),
    'approvers',
    (item) => readApprover(item, context),
    ({ subject }) => subject,
    true,
    context,
  )
  const signers = readList(
    entries?.get('breakout_signers'),
    'breakout signers',
    (item) => readSigner(item, context),
    ({ id }) => id,
    true,
    context,
  )
  const keyRef = readDataText(entries?.get('base_model_key_ref'), context.reporter)
  const signersAt = entries?.get('breakout_signers')?.keyLocation
  if (
    signers?.isComplete &&
    signersAt &&
    context.totalSigners !== undefined &&
    signers.items.length !== context.totalSigners
  ) {
    const parameters = { written: signers.items.length, total: context.totalSigners }
    context.reporter.report(breakoutSigners, signersAt, parameters)
  }
  return {
    trust: {
      ...(issuers && { issuers: issuers.items }),
      ...(approvers && { approvers: approvers.items }),
      ...(signers && { breakout_signers: signers.items }),
      ...(keyRef !== undefined && { base_model_key_ref: keyRef }),
    },
    approversAt: entries?.get('approvers')?.value?.location,
    isComplete: [issuers, approvers, signers].every((list) => list?.isComplete !== false),
  }
}

/**
 * Undefined: there is no such entry, or it is no list. Two items of one identity are reported, and with `oneKeyEach` two of one key: who holds it
 * would count as two people.
 */
function readList<T extends { readonly public_key: string }>(
  entry: DataEntry | undefined,
  what: string,
  read: (item: Data) => T | undefined,
  identity: (item: T) => string,
  oneKeyEach: boolean,
  { reporter }: TrustContext,
): { readonly items: readonly T[]; readonly isComplete: boolean } | undefined {
  if (entry === undefined) return undefined
  const list = readDataList(entry, what, reporter)
  if (list === undefined) return { items: [], isComplete: false }
  const seen = new Set<string>()
  const holders = new Map<string, string>()
  const items: T[] = []
  for (const data of list) {
    const item = read(data)
    if (item === undefined) continue
    const name = identity(item)
    if (seen.has(name)) reporter.report(repeatedKeyHolder, data.location, { what: what.replace(/s$/, ''), name })
    else items.push(item)
    seen.add(name)
    const other = oneKeyEach ? holders.get(item.public_key) : undefined
    if (other !== undefined && other !== name) reporter.report(sharedKey, data.location, { name, other })
    holders.set(item.public_key, name)
  }
  return { items, isComplete: items.length === list.length }
}

function readIssuer(data: Data, context: TrustContext): NonNullable<Trust['issuers']>[number] | undefined {
  const { reporter } = context
  const entries = readDataRecord(data, 'an issuer', ['iss', 'alg', 'kid', 'public_key'], [], reporter)
  const iss = readDataText(entries?.get('iss'), reporter)
  const kid = readDataText(entries?.get('kid'), reporter)
  const text = readDataText(entries?.get('alg'), reporter)
  const alg = ALGORITHMS.find((algorithm) => algorithm === text)
  const algAt = entries?.get('alg')?.value?.location
  if (text !== undefined && alg === undefined && algAt) {
    const near = nearMiss(text, ALGORITHMS)
    const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
    reporter.report(wrongValue, algAt, { name: 'alg', expected: 'one of `EdDSA`, `ES256`, `RS256`' }, help)
  }
  const key = alg && readKey(entries?.get('public_key'), alg, reporter)
  return iss !== undefined && kid !== undefined && alg && key !== undefined
    ? { iss, alg, kid, public_key: key }
    : undefined
}

function readApprover(data: Data, context: TrustContext): Approver | undefined {
  const { reporter } = context
  const entries = readDataRecord(data, 'an approver', ['subject', 'roles', 'public_key'], [], reporter)
  const subject = readDataText(entries?.get('subject'), reporter)
  const listed = readDataList(entries?.get('roles'), 'roles', reporter)
  const key = readKey(entries?.get('public_key'), 'EdDSA', reporter)
  if (listed?.length === 0) {
    const location = entries?.get('roles')?.value?.location ?? data.location
    reporter.report(wrongValue, location, { name: 'roles', expected: 'at least one role' })
  }
  const roles = listed?.map((role) => readApproverRole(role, context)).filter((role) => role !== undefined) ?? []
  if (subject === undefined || key === undefined || roles.length === 0 || roles.length !== listed?.length)
    return undefined
  return { subject, roles: [...new Set(roles)].sort(), public_key: key }
}

function readApproverRole(data: Data, { roleNamed, roleNames, reporter }: TrustContext): string | undefined {
  if (data.kind !== 'scalar' || typeof data.value !== 'string') {
    reporter.report(wrongValue, data.location, { name: 'roles', expected: 'a list of roles' })
    return undefined
  }
  const name = data.value
  const role = roleNamed(name)
  if (role?.nature === 'human') return name
  // One whose declaration is wrong, or written in letters that only look like these, has been reported there.
  if (role === undefined && [...roleNames()].includes(name)) return undefined
  const near = role ? undefined : nearMiss(name, roleNames())
  if (near !== undefined && !/^[\x20-\x7e]*$/.test(near)) return undefined
  const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
  reporter.report(approverRole, data.location, { role: name, problem: role ? 'agent' : 'unknown' }, help)
  return undefined
}

function readSigner(data: Data, { reporter }: TrustContext): { id: string; public_key: string } | undefined {
  const entries = readDataRecord(data, 'a breakout signer', ['id', 'public_key'], [], reporter)
  const id = readDataText(entries?.get('id'), reporter)
  const key = readKey(entries?.get('public_key'), 'EdDSA', reporter)
  return id !== undefined && key !== undefined ? { id, public_key: key } : undefined
}

function readKey(entry: DataEntry | undefined, algorithm: KeyAlgorithm, reporter: Reporter): string | undefined {
  const text = readDataText(entry, reporter)
  if (text === undefined || entry?.value === undefined) return undefined
  const key = normalizePublicKey(text, algorithm)
  if (key === undefined) reporter.report(badPublicKey, entry.value.location, { expected: expectedKey(algorithm) })
  return key
}
