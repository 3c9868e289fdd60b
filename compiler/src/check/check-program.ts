/**
 * Checks every declaration of a build: what the project declares always, what a package declares only when something refers to it. What is checked by
 * itself is a query, and reads what this file knows as a whole through inputs, so that an edit checks again only what it touches.
 */
import { privateAction, unknownName } from '../diagnostics/catalogue/names.ts'
import type { Purpose } from '../program/program.ts'
import { createPurposeIndex } from '../program/purpose-reach.ts'
import type { Queries } from '../query/queries.ts'
import { mayDeclare } from '../resolve/broken-file.ts'
import type { ModuleTable } from '../resolve/build-modules.ts'
import { isExcused } from '../resolve/look-up.ts'
import { compareText, hasKind, type Module, type ModuleSymbol } from '../resolve/module.ts'
import type { PackageModules } from '../resolve/package-modules.ts'
import type { Name } from '../syntax/tree.ts'
import { nearMiss } from '../text/near-miss.ts'
import type { CheckedParts } from './assemble-program.ts'
import { type ActionHead, type CheckedAction, checkAction, headOf } from './check-action.ts'
import { checkBuiltinNames } from './check-builtin-names.ts'
import { checkCosts } from './check-cost.ts'
import { checkFormerIds } from './check-former-ids.ts'
import { checkReusableGovernance } from './check-governance.ts'
import { createInvariants } from './check-invariants.ts'
import { createPresets } from './check-preset.ts'
import { isWholePurpose } from './check-purpose.ts'
import { checkReachability } from './check-reachability.ts'
import { createDeclarations, memoised } from './declarations.ts'
import { checkManifest, type ManifestContext } from './manifest/check-manifest.ts'
import { createProjectFiles } from './manifest/project-file.ts'
import { distinctByName, gatherParticipants } from './participants.ts'
import type { FixtureContext } from './tests/check-fixture.ts'
import { checkTests } from './tests/check-tests.ts'

export interface CheckOptions {
  /** The bytes of a file below the project's root. */
  readonly readFile: (path: string) => Uint8Array | undefined
  readonly provenance: { readonly path: string; readonly named: boolean }
  readonly maxCost: number | undefined
  /** Hears the text of every further file that was read. */
  readonly onRead: (path: string, text: string) => void
}

export function checkProgram(
  table: ModuleTable,
  packages: PackageModules,
  options: CheckOptions,
  queries: Queries,
): CheckedParts {
  const { reporter } = queries
  const declarations = createDeclarations(queries)
  const presets = createPresets(packages.presets, queries)
  const invariants = createInvariants(declarations, queries)
  const participants = gatherParticipants(table)

  // Everything the project declares by itself, used or not.
  checkBuiltinNames(table, reporter)
  for (const symbol of participants('type')) declarations.type(symbol)
  for (const symbol of participants('unit')) declarations.unit(symbol)
  for (const symbol of participants('const')) declarations.constant(symbol)
  for (const symbol of participants('fn')) declarations.fn(symbol)
  for (const module of table.all) if (module.packageName === undefined) declarations.facts(module)
  for (const symbol of participants('preset')) presets.check(symbol)
  const governance = memoised(queries, 'governance', (symbol: ModuleSymbol<'governance'>) =>
    checkReusableGovernance(symbol, declarations),
  )
  for (const symbol of participants('governance')) governance(symbol)
  for (const symbol of participants('invariant')) invariants.atModuleLevel(symbol)
  const roleSymbols = participants('role')
  const objectSymbols = participants('object')
  const purposeSymbols = participants('purpose')
  for (const symbol of roleSymbols) declarations.role(symbol)
  for (const symbol of objectSymbols) declarations.object(symbol)
  for (const symbol of purposeSymbols) declarations.purpose(symbol)

  const action: (symbol: ModuleSymbol<'action'>) => CheckedAction = memoised(
    queries,
    'action',
    (symbol: ModuleSymbol<'action'>) => checkAction(symbol, declarations, action),
  )
  const head = memoised(queries, 'head of an action', (symbol: ModuleSymbol<'action'>) => headOf(action(symbol)))
  const actionSymbols = participants('action')
  askByModule(table, queries, 'actions of a module', head)
  for (const symbol of actionSymbols) action(symbol)
  const purposes = purposeSymbols.map((symbol) => ({ symbol, purpose: declarations.purpose(symbol) }))
  const indexOfPurposes = createPurposeIndexes()
  const allPurposes = queries.input('purposes', (_: 'all') => purposes.map(({ purpose }) => purpose))
  const reach = memoised(queries, 'purposes of an action', (symbol: ModuleSymbol<'action'>) =>
    indexOfPurposes(allPurposes('all'))(head(symbol)),
  )
  askByModule(table, queries, 'purposes of the actions of a module', reach)
  const reachingPurposes = ({ symbol }: ActionHead): readonly Purpose[] => reach(symbol)
  // A purpose, an object or a read may stand in the part of a file that could not be read.
  if (!table.all.some((module) => module.files.some((file) => file.broken)) && purposeSymbols.every(isWholePurpose)) {
    const known = new Set([...objectSymbols, ...declarations.asked.objects()])
    const objects = [...known].map((symbol) => declarations.object(symbol).object)
    checkReachability({ purposes, objects, actions: actionSymbols.map(head), reachingPurposes }, reporter)
  }

  const findAction = createActionFinder(table, queries)
  // What a governance of a package names is known by having been asked for.
  const rolesByName = new Map([...declarations.asked.roles(), ...roleSymbols].map((symbol) => [symbol.name, symbol]))
  const roleNames = queries.input('roles', (_: 'all') => roleSymbols.map(({ name }) => name))
  const roleNamed = queries.input('role', (name: string) => rolesByName.get(name))
  const named = queries.query<string>('listed action')
  const manifestContext: ManifestContext = {
    declarations,
    presets,
    files: createProjectFiles(options.readFile, queries, options.onRead),
    provenance: options.provenance,
    actionNamed: (name, module, file) => {
      const found = findAction.find(name.text)
      const action = found && head(found)
      if (action !== undefined && (!action.isPrivate || found?.module === module)) return action
      // Looking for what was meant goes through all names there are.
      return named(placeOf(file, name), () => {
        const hidden = findAction.find(name.text)
        if (hidden !== undefined) {
          reporter.report(privateAction, { file, span: name.span }, { name: name.text, module: hidden.module.name })
          return undefined
        }
        if (isExcused(module, name.text) || findAction.isExcused(name.text)) return undefined
        const near = nearMiss(name.text, findAction.ids())
        const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
        reporter.report(unknownName, { file, span: name.span }, { what: 'action or read', name: name.text }, help)
        return undefined
      })
    },
    wholeAction: ({ symbol }) => action(symbol),
    reachingPurposes,
    roleNamed: (name) => {
      const symbol = roleNamed(name)
      return symbol && declarations.role(symbol)
    },
    roleNames: () => roleNames('all'),
    invariants,
  }
  const manifest = memoised(queries, 'manifest', (symbol: ModuleSymbol<'manifest'>) =>
    checkManifest(symbol, manifestContext),
  )
  const manifests = distinctByName(participants('manifest'), reporter).map((symbol) => ({
    symbol,
    ...manifest(symbol),
  }))
  const fixtureContext: FixtureContext = {
    declarations,
    findAction: (name) => {
      const found = findAction.find(name.text)
      return found && action(found)
    },
    actionIds: findAction.ids,
    isExcused: (name, module) => isExcused(module, name) || findAction.isExcused(name),
  }
  const { tests, governanceTests } = checkTests(table, fixtureContext, queries)

  const actions = distinctByName([...actionSymbols, ...findAction.asked()], reporter).map(action)
  checkFormerIds(actions, reporter)
  if (options.maxCost !== undefined) checkCosts(actions, options.maxCost, reporter)
  return {
    declarations,
    roles: distinctByName([...roleSymbols, ...declarations.asked.roles()], reporter),
    objects: distinctByName([...objectSymbols, ...declarations.asked.objects()], reporter),
    purposes: distinctByName([...purposeSymbols, ...declarations.asked.purposes()], reporter),
    actions,
    presets: distinctByName([...participants('preset'), ...presets.asked()], reporter).map(presets.check),
    invariants: participants('invariant'),
    manifests,
    tests,
    governanceTests,
  }
}

/** What is asked about every action of the project, asked together: while nothing changes about a module, nobody walks through its actions. */
function askByModule(
  table: ModuleTable,
  queries: Queries,
  name: string,
  ask: (symbol: ModuleSymbol<'action'>) => unknown,
): void {
  const ofModule = queries.query<Module>(name, 'group')
  for (const module of table.all) {
    if (module.packageName !== undefined) continue
    ofModule(module, () => {
      for (const symbol of module.symbols.values()) if (hasKind(symbol, 'action')) ask(symbol)
    })
  }
}

/** The index of a list of purposes, which most revisions share. */
function createPurposeIndexes(): (purposes: readonly Purpose[]) => ReturnType<typeof createPurposeIndex<Purpose>> {
  const indexes = new WeakMap<readonly Purpose[], ReturnType<typeof createPurposeIndex<Purpose>>>()
  return (purposes) => {
    const known = indexes.get(purposes)
    if (known !== undefined) return known
    const index = createPurposeIndex(purposes)
    indexes.set(purposes, index)
    return index
  }
}

/** All that decides what a name in a list means and where it is reported. */
function placeOf(file: string, { text, span }: Name): string {
  return `${file}:${span.start}:${span.end}:${text}`
}

interface ActionFinder {
  find(id: string): ModuleSymbol<'action'> | undefined
  isExcused(id: string): boolean
  ids(): Iterable<string>
  /** Symbols found so far. */
  asked(): Iterable<ModuleSymbol<'action'>>
}

/** Ids are global: an action is found from any module, the project's before a package's, then by name of the module. */
function createActionFinder(table: ModuleTable, queries: Queries): ActionFinder {
  const byId = new Map<string, ModuleSymbol<'action'>>()
  const modules = [...table.all].sort(
    (a, b) => Number(a.packageName !== undefined) - Number(b.packageName !== undefined) || compareText(a.name, b.name),
  )
  for (const module of modules) {
    for (const symbol of module.symbols.values()) {
      if (hasKind(symbol, 'action') && !byId.has(symbol.name)) byId.set(symbol.name, symbol)
    }
  }
  const asked = new Set<ModuleSymbol<'action'>>()
  const noteAsked = queries.note('action asked', (symbol: ModuleSymbol<'action'>) => asked.add(symbol))
  const symbolOf = queries.input('action by id', (id: string) => byId.get(id))
  const ids = queries.input('ids of actions', (_: 'all') => [...byId.keys()])
  const modulesNow = queries.input('modules', (_: 'all') => table.all)
  return {
    find: (id) => {
      const symbol = symbolOf(id)
      if (symbol !== undefined) noteAsked(symbol)
      return symbol
    },
    isExcused: (id) => modulesNow('all').some((module) => mayDeclare(module, id)),
    ids: () => ids('all'),
    asked: () => asked,
  }
}
