/**
 * Asks TypeScript whether each handler of a module fits its action, and says what it found. A handler is called, not compared: so that a method, an overload,
 * a generic function and one with further optional parameters are judged by what happens when the enforcement point calls them.
 */
import type { Action, HandlerFinding, HandlerUse } from '@clawql/compiler'
import type { ts as typescript } from 'ts-morph'
import { type CheckFile, checkFile, MAX_ARGUMENTS, MODULE_NAME, outputName, valueName } from './check-file.ts'
import { compareResult } from './compare-result.ts'
import { loadTsMorph, type Ts } from './load-ts-morph.ts'
import { type OpenedProgram, openProgram } from './open-program.ts'

export interface ExaminedHandlers {
  readonly findings: readonly HandlerFinding[]
  /** Text of every file that a finding is in, by absolute path. */
  readonly sources: ReadonlyMap<string, string>
}

interface Bench {
  readonly ts: Ts
  readonly opened: OpenedProgram
  readonly checker: typescript.TypeChecker
  readonly check: CheckFile
}

/** `file`: the absolute path of the module. */
export function examineHandlers(file: string, actions: readonly Action[]): ExaminedHandlers {
  const tsMorph = loadTsMorph(file)
  let check: CheckFile | undefined
  const opened = openProgram(tsMorph, file, (specifier) => {
    check = checkFile(actions, specifier)
    return check.text
  })
  const bench: Bench = { ts: tsMorph.ts, opened, checker: opened.program.getTypeChecker(), check: check! }
  const findings = unreadable(bench) ?? [...ownErrors(bench), ...examineTable(bench)]
  return { findings, sources: sourcesOf(opened, findings) }
}

/** What makes every further question pointless. */
function unreadable(bench: Bench): readonly HandlerFinding[] | undefined {
  const { ts, opened, checker } = bench
  const fail = (problem: string, notes: readonly string[] = []): readonly HandlerFinding[] => [
    { kind: 'unreadable', location: defaultExport(bench), problem, notes },
  ]
  const [broken] = opened.program.getSyntacticDiagnostics(opened.handlers)
  if (broken !== undefined) {
    const span = { start: broken.start, end: broken.start + broken.length }
    const notes = explain(ts, [broken])
    return [
      {
        kind: 'unreadable',
        location: { file: opened.handlers.fileName, span },
        problem: 'the handlers cannot be parsed',
        notes,
      },
    ]
  }
  const module = checker.getSymbolAtLocation(opened.handlers)
  const exported = module && checker.getExportsOfModule(module).some(({ escapedName }) => escapedName === 'default')
  if (!exported) return fail('the module has no default export: it must map the names of handlers to functions')
  const type = tableType(bench)
  if (type.flags & ts.TypeFlags.Any) return fail('the type of the default export is `any`: nothing can be proven')
  const isObject = (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0
  const isTable = isObject && type.getCallSignatures().length === 0 && !checker.isArrayType(type)
  return isTable ? undefined : fail('the default export must map the names of handlers to functions')
}

function tableType({ opened, checker }: Bench): typescript.Type {
  const [first] = opened.check.statements
  return checker.getTypeAtLocation(nameOf(first))
}

function nameOf(statement: typescript.Statement | undefined): typescript.Node {
  const clause = (statement as typescript.ImportDeclaration | undefined)?.importClause?.name
  if (clause === undefined || clause.text !== MODULE_NAME)
    throw new Error('the check file does not begin with its import')
  return clause
}

/** Types that TypeScript itself finds fault with prove nothing: the module's, and those of the project's modules that it takes in. */
function ownErrors({ ts, opened }: Bench): readonly HandlerFinding[] {
  const { program, check } = opened
  const files = program
    .getSourceFiles()
    .filter((file) => file !== check && !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file))
  return files.flatMap((file): readonly HandlerFinding[] => {
    const errors = program
      .getSemanticDiagnostics(file)
      .filter(({ category }) => category === ts.DiagnosticCategory.Error)
    const [first] = errors
    if (first === undefined) return []
    const span = { start: first.start ?? 0, end: (first.start ?? 0) + (first.length ?? 0) }
    return [
      { kind: 'errors', location: { file: file.fileName, span }, count: errors.length, notes: explain(ts, [first]) },
    ]
  })
}

function examineTable(bench: Bench): readonly HandlerFinding[] {
  const { check, checker } = bench
  const type = tableType(bench)
  const known = checker.getPropertiesOfType(type).filter((property) => !isInherited(bench, property))
  const byName = new Map(known.map((property) => [property.name, property]))
  const needed = new Set(check.uses.map(({ handler }) => handler))
  const others = known.filter(({ name }) => !needed.has(name)).map((property) => examineOther(bench, property))
  const used = check.uses.flatMap((use, at) => {
    const property = byName.get(use.handler)
    return property === undefined ? [missing(bench, use, [...byName.keys()])] : examineUse(bench, use, at, property)
  })
  return [...used, ...others]
}

function missing(bench: Bench, { handler, action }: HandlerUse, known: readonly string[]): HandlerFinding {
  const isOpen = bench.checker.getIndexInfosOfType(tableType(bench)).length > 0
  const notes = isOpen
    ? ['the type of the default export admits any name, so it does not say which are there: write `satisfies` instead']
    : []
  return { kind: 'missing', location: defaultExport(bench), handler, action: action.id, known, notes }
}

/** The runtime takes the object's own members: a method of a class is none. */
function isInherited({ ts }: Bench, property: typescript.Symbol): boolean {
  return (property.declarations ?? []).some(
    (declaration) => ts.isClassLike(declaration.parent) && !ts.isPropertyDeclaration(declaration),
  )
}

/** A member that no action needs: the runtime refuses the whole module where it is no function. */
function examineOther(bench: Bench, property: typescript.Symbol): HandlerFinding {
  const isFunction = callable(bench, property) !== 'no'
  return { kind: isFunction ? 'unused' : 'no-function', location: placeOf(bench, property), handler: property.name }
}

function callable({ ts, checker, opened }: Bench, property: typescript.Symbol): 'yes' | 'no' | 'any' {
  const type = checker.getTypeOfSymbolAtLocation(property, opened.check)
  if (type.flags & ts.TypeFlags.Any) return 'any'
  return checker.getSignaturesOfType(type, ts.SignatureKind.Call).length > 0 ? 'yes' : 'no'
}

function examineUse(bench: Bench, use: HandlerUse, at: number, property: typescript.Symbol): readonly HandlerFinding[] {
  const { ts, checker } = bench
  const { handler, action } = use
  const location = placeOf(bench, property)
  const kind = callable(bench, property)
  if (kind === 'no') return [{ kind: 'no-function', location, handler }]
  if (kind === 'any') return [{ kind: 'untyped', location, handler, part: 'the whole' }]
  const given = takenArguments(bench, property)
  const call = declarationOf(bench, valueName(at, given))
  const wrongCall = errorsWithin(bench, call)
  if (wrongCall.length > 0)
    return [{ kind: 'input', location, handler, action: action.id, notes: explain(ts, wrongCall) }]
  const untyped = hasAnyInput(bench, call) ? [{ kind: 'untyped', location, handler, part: 'the input' } as const] : []
  if (use.part === 'compensate') return untyped
  const wrongResult = errorsWithin(bench, declarationOf(bench, outputName(at, given)))
  if (wrongResult.length > 0)
    return [...untyped, { kind: 'result', location, handler, action: action.id, notes: explain(ts, wrongResult) }]
  const compared = compareResult(ts, checker, checker.getTypeAtLocation(call.name), action.output, call.name)
  return [
    ...untyped,
    ...compared.untyped.map((part): HandlerFinding => ({ kind: 'untyped', location, handler, part })),
    ...compared.extra.map(
      (field): HandlerFinding => ({ kind: 'extra-field', location, handler, action: action.id, field }),
    ),
  ]
}

/** Of those it is given, the ones it has a parameter for: TypeScript refuses further ones, JavaScript drops them. */
function takenArguments({ ts, checker, opened }: Bench, property: typescript.Symbol): number {
  const type = checker.getTypeOfSymbolAtLocation(property, opened.check)
  const counts = checker.getSignaturesOfType(type, ts.SignatureKind.Call).map(({ parameters, declaration }) => {
    const last = declaration?.parameters.at(-1)
    return last !== undefined && ts.isParameter(last) && last.dotDotDotToken !== undefined
      ? MAX_ARGUMENTS
      : parameters.length
  })
  return Math.min(MAX_ARGUMENTS, Math.max(...counts))
}

function declarationOf({ ts, opened }: Bench, name: string): typescript.VariableDeclaration {
  for (const statement of opened.check.statements) {
    if (!ts.isVariableStatement(statement)) continue
    const [declaration] = statement.declarationList.declarations
    if (declaration !== undefined && ts.isIdentifier(declaration.name) && declaration.name.text === name)
      return declaration
  }
  throw new Error(`the check file does not declare ${name}`)
}

function errorsWithin({ ts, opened }: Bench, node: typescript.Node): readonly typescript.Diagnostic[] {
  return opened.program
    .getSemanticDiagnostics(opened.check)
    .filter(
      ({ category, start = -1 }) => category === ts.DiagnosticCategory.Error && start >= node.pos && start < node.end,
    )
}

function hasAnyInput({ ts, checker }: Bench, { initializer }: typescript.VariableDeclaration): boolean {
  const call = initializer && ts.isAwaitExpression(initializer) ? initializer.expression : undefined
  const signature = call && ts.isCallExpression(call) ? checker.getResolvedSignature(call) : undefined
  const [input] = signature?.parameters ?? []
  return input !== undefined && (checker.getTypeOfSymbolAtLocation(input, call!).flags & ts.TypeFlags.Any) !== 0
}

/** Where the name of a handler stands, in this module or in one that it was taken from. */
function placeOf(bench: Bench, property: typescript.Symbol): HandlerFinding['location'] {
  const declaration = property.valueDeclaration ?? property.declarations?.[0]
  const file = declaration?.getSourceFile()
  // Where the table has a declared type, its members are declared there, and not where they are written.
  if (declaration === undefined || file === undefined || file.isDeclarationFile) return defaultExport(bench)
  const name = bench.ts.getNameOfDeclaration(declaration as typescript.Declaration) ?? declaration
  return { file: file.fileName, span: { start: name.getStart(file), end: name.getEnd() } }
}

/** The word `default` of the module's export; the beginning of the module where it has none of its own. */
function defaultExport({ ts, opened: { handlers } }: Bench): HandlerFinding['location'] {
  const statement = handlers.statements.find(ts.isExportAssignment)
  const start = statement === undefined ? 0 : handlers.text.indexOf('default', statement.getStart(handlers))
  return { file: handlers.fileName, span: { start, end: statement === undefined ? 0 : start + 'default'.length } }
}

const LONGEST_EXPLANATION = 12

/** One line each, without the full stop that TypeScript puts at its end. */
function explain(ts: Ts, diagnostics: readonly typescript.Diagnostic[]): readonly string[] {
  return diagnostics
    .flatMap(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n').split('\n'))
    .slice(0, LONGEST_EXPLANATION)
    .map((line) => `TypeScript: ${line.trim().replace(/\.$/, '')}`)
}

function sourcesOf({ program }: OpenedProgram, findings: readonly HandlerFinding[]): ReadonlyMap<string, string> {
  const files = new Set(findings.map(({ location }) => location.file))
  return new Map([...files].map((file) => [file, program.getSourceFile(file)?.text ?? '']))
}
