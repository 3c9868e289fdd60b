/**
 * The governance of an action: how sensitive it is, who may ask for it, who approves it, how much of something it may move and how often. Its entries
 * are its own or those of the governance it builds on.
 */
import { missingEntry } from '../diagnostics/catalogue/governance.ts'
import type { Governance } from '../program/program.ts'
import { requireSymbol } from '../resolve/look-up.ts'
import type { ModuleSymbol } from '../resolve/module.ts'
import type { Span } from '../source/span.ts'
import type { Entry } from '../syntax/tree.ts'
import { nearMiss } from '../text/near-miss.ts'
import { CONTEXT_RECORD } from '../types/claims-record.ts'
import { refuseAnnotations } from './check-annotations.ts'
import { CLASSIFICATIONS } from './classification.ts'
import type { Declarations } from './declarations.ts'
import { type AllowedEntries, type EntryContext, readInteger, readMembers, readWord, readWords } from './entries.ts'
import type { PlacedMember, RequestTypes } from './governance/governance-scope.ts'
import { type GovernanceEntry, governanceEntries } from './governance/governed.ts'
import { readApproval } from './governance/read-approval.ts'
import { readMaxImpact } from './governance/read-max-impact.ts'
import { readRate } from './governance/read-rate.ts'
import { readScopes } from './governance/read-scopes.ts'

const REQUIRED = ['classification', 'risk_tier', 'authorized_roles'] as const
const OPTIONAL = ['approval', 'max_impact', 'scopes', 'rate'] as const
/** Kept for later versions of the language. */
const LATER = ['budget', 'sequence'] as const
const KNOWN: readonly string[] = [...REQUIRED, ...OPTIONAL]
const PARTS: AllowedEntries = { required: [], optional: KNOWN, notYet: LATER }

/** Undefined where the block is missing or lacks a value. */
export function checkGovernance(
  symbol: ModuleSymbol<'action'>,
  request: RequestTypes,
  declarations: Declarations,
): Governance | undefined {
  const { declaration, file, name } = symbol
  const entries = governanceEntries(symbol, declarations)
  if (entries === undefined) return undefined
  const block = `the governance of \`${name}\``
  const { reporter } = declarations
  const context: EntryContext = { file, block, reporter }
  // What stands in a shared governance or in another action is judged there.
  const own = withoutFurtherApprovals(entries.filter(({ entry }) => isOwn(entry, symbol))).map(({ entry }) => entry)
  readMembers(own, PARTS, declaration.name.span, context)
  const written = entries.map(({ entry }) => entry.name.text)
  const isRead = (name: string): boolean => written.some((one) => one === name || nearMiss(one, KNOWN) === name)
  const missing = REQUIRED.filter((name) => !isRead(name))
  if (missing.length > 0)
    reporter.report(missingEntry, { file, span: declaration.name.span }, { names: missing, block })
  return wholeGovernance(readEntries(entries, block, request, declarations))
}

/** What a test says of the governance of an action, as far as it says it; undefined where any of it is wrong. */
export function checkGovernanceParts(
  entries: readonly GovernanceEntry[],
  at: Pick<EntryContext, 'file' | 'block'> & { readonly span: Span },
  request: RequestTypes,
  declarations: Declarations,
): Partial<Governance> | undefined {
  const { reporter } = declarations
  const written = withoutFurtherApprovals(entries).map(({ entry }) => entry)
  const members = readMembers(written, PARTS, at.span, { ...at, reporter })
  const parts = readEntries(entries, at.block, request, declarations)
  return members.size === written.length && Object.keys(parts).length === members.size ? parts : undefined
}

/** A governance by itself, used or not: everything but what needs the input of an action, and completeness. */
export function checkReusableGovernance(
  { declaration, file, module, name }: ModuleSymbol<'governance'>,
  declarations: Declarations,
): void {
  const { reporter } = declarations
  refuseAnnotations(declaration.annotations, 'a governance', file, reporter)
  const block = `the governance \`${name}\``
  const entries = declaration.entries.map((entry) => ({ entry, module, file }))
  readMembers(
    withoutFurtherApprovals(entries).map(({ entry }) => entry),
    PARTS,
    declaration.name.span,
    { file, block, reporter },
  )
  readEntries(entries, block, { input: undefined, context: CONTEXT_RECORD }, declarations)
}

function isOwn(entry: Entry, { declaration }: ModuleSymbol<'action'>): boolean {
  return declaration.governance?.entries.includes(entry) === true
}

/** `approval` alone may be written several times. */
function withoutFurtherApprovals(entries: readonly GovernanceEntry[]): readonly GovernanceEntry[] {
  const first = entries.find(({ entry }) => entry.name.text === 'approval')
  return entries.filter((one) => one.entry.name.text !== 'approval' || one === first)
}

function readEntries(
  entries: readonly GovernanceEntry[],
  block: string,
  request: RequestTypes,
  declarations: Declarations,
): Partial<Governance> {
  const place = ({ entry, module, file }: GovernanceEntry): PlacedMember => {
    const context: EntryContext = { file, block, reporter: declarations.reporter }
    return { member: entry, module, context, request, declarations }
  }
  const called = (name: string): readonly PlacedMember[] =>
    entries.filter(({ entry }) => entry.name.text === name).map(place)
  const one = (name: string): PlacedMember | undefined => called(name)[0]
  const classification = readPlaced(one('classification'), ({ member, context }) =>
    readWord(member, CLASSIFICATIONS, context),
  )
  const riskTier = readPlaced(one('risk_tier'), ({ member, context }) => readInteger(member, 1, 5, context))
  const authorizedRoles = readPlaced(one('authorized_roles'), readRoles)
  const scopes = readScopes(one('scopes'))
  const approval = readApproval(called('approval'))
  const maxImpact = readMaxImpact(one('max_impact'))
  const rate = readRate(one('rate'))
  return {
    ...(classification && { classification }),
    ...(riskTier !== undefined && { riskTier }),
    ...(authorizedRoles && { authorizedRoles }),
    ...(scopes && { scopes }),
    ...(approval && { approval }),
    ...(maxImpact && { maxImpact }),
    ...(rate && { rate }),
  }
}

function wholeGovernance({
  classification,
  riskTier,
  authorizedRoles,
  ...rest
}: Partial<Governance>): Governance | undefined {
  if (classification === undefined || riskTier === undefined || authorizedRoles === undefined) return undefined
  return { classification, riskTier, authorizedRoles, ...rest }
}

function readPlaced<R>(placed: PlacedMember | undefined, read: (placed: PlacedMember) => R): R | undefined {
  return placed && read(placed)
}

function readRoles({ member, module, context, declarations }: PlacedMember): readonly string[] | undefined {
  const names = readWords(member, 'roles', context)
  return names?.flatMap((name) => {
    const location = { file: context.file, span: name.span }
    const role = requireSymbol(module, location, 'role', name.text, declarations.reporter)
    if (role === undefined) return []
    declarations.role(role)
    return [role.name]
  })
}
