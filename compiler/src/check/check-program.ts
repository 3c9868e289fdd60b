/**
 * Checks every declaration of a build and puts the program together: lists ascending by name, places in the side table `origins`. What the project
 * declares is always checked; what a package declares, only when something refers to it.
 */
import { unknownName } from '../diagnostics/catalogue/names.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Host } from '../host.ts'
import type { Program } from '../program/program.ts'
import { createPurposeIndex } from '../program/purpose-reach.ts'
import { mayDeclare } from '../resolve/broken-file.ts'
import type { ModuleTable } from '../resolve/build-modules.ts'
import { isExcused } from '../resolve/look-up.ts'
import { compareText, hasKind, type ModuleSymbol } from '../resolve/module.ts'
import type { PackageModules } from '../resolve/package-modules.ts'
import { nearMiss } from '../text/near-miss.ts'
import { assembleProgram } from './assemble-program.ts'
import { type CheckedAction, checkAction } from './check-action.ts'
import { checkBuiltinNames } from './check-builtin-names.ts'
import { checkFormerIds } from './check-former-ids.ts'
import { checkReusableGovernance } from './check-governance.ts'
import { createInvariants } from './check-invariants.ts'
import { createPresets } from './check-preset.ts'
import { checkReachability } from './check-reachability.ts'
import { createDeclarations, memoised } from './declarations.ts'
import { checkManifest, type ManifestContext } from './manifest/check-manifest.ts'
import { createProjectFiles } from './manifest/project-file.ts'
import { distinctByName, participants } from './participants.ts'
import { checkTests } from './tests/check-tests.ts'

export interface CheckOptions {
  readonly host: Host
  readonly provenance: { readonly path: string; readonly named: boolean }
  /** Hears the text of every further file that was read. */
  readonly onRead: (path: string, text: string) => void
}

export function checkProgram(
  table: ModuleTable,
  packages: PackageModules,
  options: CheckOptions,
  reporter: Reporter,
): Program {
  const declarations = createDeclarations(reporter)
  const presets = createPresets(packages.presets, reporter)
  const invariants = createInvariants(declarations)

  // Everything the project declares by itself, used or not.
  checkBuiltinNames(table, reporter)
  for (const symbol of participants('type', table)) declarations.type(symbol)
  for (const symbol of participants('unit', table)) declarations.unit(symbol)
  for (const symbol of participants('const', table)) declarations.constant(symbol)
  for (const symbol of participants('fn', table)) declarations.fn(symbol)
  for (const module of table.all) if (module.packageName === undefined) declarations.facts(module)
  for (const symbol of participants('preset', table)) presets.check(symbol)
  for (const symbol of participants('governance', table)) checkReusableGovernance(symbol, declarations)
  for (const symbol of participants('invariant', table)) invariants.atModuleLevel(symbol)
  const roleSymbols = participants('role', table)
  const objectSymbols = participants('object', table)
  const purposeSymbols = participants('purpose', table)
  for (const symbol of roleSymbols) declarations.role(symbol)
  for (const symbol of objectSymbols) declarations.object(symbol)
  for (const symbol of purposeSymbols) declarations.purpose(symbol)

  const action = memoised((symbol: ModuleSymbol<'action'>) => checkAction(symbol, declarations))
  const actionSymbols = participants('action', table)
  const ownActions = actionSymbols.map(action)
  const purposes = purposeSymbols.map((symbol) => ({ symbol, purpose: declarations.purpose(symbol) }))
  const reachingPurposes = createPurposeIndex(purposes.map(({ purpose }) => purpose))
  // A purpose, an object or a read may stand in the part of a file that could not be read.
  if (!table.all.some((module) => module.files.some((file) => file.broken))) {
    const known = new Set([...objectSymbols, ...declarations.asked.objects()])
    const objects = [...known].map((symbol) => declarations.object(symbol).object)
    checkReachability({ purposes, objects, actions: ownActions, reachingPurposes }, reporter)
  }

  const findAction = createActionFinder(table, action)
  const rolesByName = new Map(roleSymbols.map((symbol) => [symbol.name, symbol]))
  const manifestContext: ManifestContext = {
    declarations,
    presets,
    files: createProjectFiles(options.host, reporter, options.onRead),
    provenance: options.provenance,
    actionNamed: (name, module, file) => {
      const found = findAction.find(name.text)
      if (found || isExcused(module, name.text) || findAction.isExcused(name.text)) return found
      const near = nearMiss(name.text, findAction.ids())
      const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
      reporter.report(unknownName, { file, span: name.span }, { what: 'action or read', name: name.text }, help)
      return undefined
    },
    reachingPurposes,
    roleNamed: (name) => {
      const symbol = rolesByName.get(name) ?? [...declarations.asked.roles()].find((asked) => asked.name === name)
      return symbol && declarations.role(symbol)
    },
    roleNames: () => [...rolesByName.keys()],
    invariants,
  }
  const manifests = distinctByName(participants('manifest', table), reporter).map((symbol) => ({
    symbol,
    ...checkManifest(symbol, manifestContext),
  }))
  const tests = checkTests(table, {
    declarations,
    findAction: (name) => findAction.find(name.text),
    isExcused: (name, module) => isExcused(module, name) || findAction.isExcused(name),
  })

  const actions = distinctByName([...actionSymbols, ...findAction.asked()], reporter).map(action)
  checkFormerIds(actions, reporter)
  return assembleProgram({
    declarations,
    roles: distinctByName([...roleSymbols, ...declarations.asked.roles()], reporter),
    objects: distinctByName([...objectSymbols, ...declarations.asked.objects()], reporter),
    purposes: distinctByName([...purposeSymbols, ...declarations.asked.purposes()], reporter),
    actions,
    presets: distinctByName([...participants('preset', table), ...presets.asked()], reporter).map(presets.check),
    invariants: participants('invariant', table),
    manifests,
    tests,
  })
}

interface ActionFinder {
  find(id: string): CheckedAction | undefined
  isExcused(id: string): boolean
  ids(): Iterable<string>
  /** Symbols found so far. */
  asked(): Iterable<ModuleSymbol<'action'>>
}

/** Ids are global: an action is found from any module, the project's before a package's, then by name of the module. */
function createActionFinder(
  table: ModuleTable,
  check: (symbol: ModuleSymbol<'action'>) => CheckedAction,
): ActionFinder {
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
  return {
    find: (id) => {
      const symbol = byId.get(id)
      if (symbol === undefined) return undefined
      asked.add(symbol)
      return check(symbol)
    },
    isExcused: (id) => table.all.some((module) => mayDeclare(module, id)),
    ids: () => byId.keys(),
    asked: () => asked,
  }
}
