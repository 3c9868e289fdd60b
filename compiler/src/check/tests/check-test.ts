/**
 * Tests: each, or each row of its table, becomes claims, an input and expectations that need no names any more. What a test changes in a fixture may
 * be wrong on purpose, so it is held against the type only to read it well.
 */
import { unknownName } from '../../diagnostics/catalogue/names.ts'
import {
  duplicateColumn,
  duplicateFieldValue,
  emptyTable,
  incompleteTest,
  mixedTest,
  rowLength,
  unusedColumn,
  wrongFixture,
} from '../../diagnostics/catalogue/tests.ts'
import type { Reporter } from '../../diagnostics/diagnostic.ts'
import type { Expectation } from '../../program/program.ts'
import type { JsonValue } from '../../program/type.ts'
import { findSymbol, isExcused, visibleNames } from '../../resolve/look-up.ts'
import type { Module, ModuleSymbol } from '../../resolve/module.ts'
import type { Expression, RecordExpression, TestDeclaration, TestReference, TestRow } from '../../syntax/tree.ts'
import { nearMiss } from '../../text/near-miss.ts'
import type { CheckedAction } from '../check-action.ts'
import { refuseAnnotations } from '../check-annotations.ts'
import type { ConstantScope } from '../expression/scope.ts'
import { expressionScope } from '../scopes.ts'
import type { Fixture, FixtureContext } from './check-fixture.ts'
import { checkVerdict } from './check-verdict.ts'
import { requireKnownFields } from './known-fields.ts'
import { lenientValue } from './lenient-value.ts'
import { type Claims, readClaims, TEST_CLAIMS } from './read-claims.ts'
import { type Facts, readFacts } from './read-facts.ts'

export interface TestContext extends FixtureContext {
  readonly fixture: (symbol: ModuleSymbol<'fixture'>) => Fixture | undefined
}

export interface CheckedTest {
  readonly row?: number
  readonly action: CheckedAction
  readonly input: JsonValue
  readonly claims: Claims
  readonly facts: Facts
  readonly expectations: readonly Expectation[]
}

/** Only the rows that are right. */
export function checkTest(
  declaration: TestDeclaration,
  file: string,
  module: Module,
  context: TestContext,
): readonly CheckedTest[] {
  const { reporter } = context.declarations
  refuseAnnotations(declaration.annotations, 'a test', file, reporter)
  if (declaration.governed.length > 0) {
    refuseMixing(declaration, file, reporter)
    return []
  }
  const missing = [
    ...(declaration.given.length === 0 ? ['given'] : []),
    ...(declaration.call === undefined ? ['call'] : []),
    ...(declaration.expectations.length === 0 ? ['expect'] : []),
  ]
  if (missing.length > 0) {
    reporter.report(incompleteTest, { file, span: declaration.title.span }, { missing })
    return []
  }
  if (declaration.table === undefined) {
    const test = checkCase(declaration, undefined, file, module, context)
    return test ? [test] : []
  }
  const { rows } = declaration.table
  checkTable(declaration, file, reporter)
  return rows.flatMap((row, index) => {
    const test = checkCase(declaration, row, file, module, context)
    return test ? [{ ...test, row: index + 1 }] : []
  })
}

/** Of a test that is about a governance and also about a call, the first step that belongs to a call. */
function refuseMixing(
  { table, given, call, facts, expectations }: TestDeclaration,
  file: string,
  reporter: Reporter,
): void {
  const steps = [
    { step: 'table', span: table?.span },
    { step: '`given`', span: given[0]?.span },
    { step: '`call`', span: call?.span },
    { step: '`context`', span: facts?.span },
    { step: 'verdict', span: expectations[0]?.span },
  ]
  const found = steps.find(({ span }) => span !== undefined)
  const help = 'put what is expected of the call into a test of its own'
  if (found?.span) reporter.report(mixedTest, { file, span: found.span }, { step: found.step }, { help })
}

function checkTable(
  { table, given, call, facts, expectations }: TestDeclaration,
  file: string,
  reporter: Reporter,
): void {
  if (table === undefined) return
  if (table.rows.length === 0) reporter.report(emptyTable, { file, span: table.span }, {})
  const used = new Set<string>()
  for (const reference of [...given, ...(call ? [call] : [])]) collectNames(reference.overrides, used)
  collectNames(facts, used)
  for (const verdict of expectations) if (verdict.kind === 'column') used.add(verdict.name.text)
  const seen = new Set<string>()
  for (const { text, span } of table.columns) {
    if (seen.has(text)) reporter.report(duplicateColumn, { file, span }, { name: text })
    else if (!used.has(text)) reporter.report(unusedColumn, { file, span }, { name: text })
    seen.add(text)
  }
}

function collectNames(node: Expression | undefined, names: Set<string>): void {
  switch (node?.kind) {
    case 'name':
      names.add(node.name.text)
      return
    case 'unary':
      collectNames(node.operand, names)
      return
    case 'binary':
      collectNames(node.left, names)
      collectNames(node.right, names)
      return
    case 'list':
      for (const element of node.elements) collectNames(element, names)
      return
    case 'record':
      for (const field of node.fields) collectNames(field.value, names)
      return
    default:
  }
}

function checkCase(
  declaration: TestDeclaration,
  row: TestRow | undefined,
  file: string,
  module: Module,
  context: TestContext,
): CheckedTest | undefined {
  const { reporter } = context.declarations
  const columns = declaration.table?.columns ?? []
  if (row && row.cells.length !== columns.length) {
    reporter.report(rowLength, { file, span: row.span }, { cells: row.cells.length, columns: columns.length })
    return undefined
  }
  const values = new Map<string, Expression>()
  row?.cells.forEach((cell, index) => {
    if (cell.kind === 'value') values.set(columns[index]!.text, cell.value)
  })
  const scope = expressionScope(module, file, {}, context.declarations, values)
  const claims = readGiven(declaration.given, scope, module, context)
  const call = declaration.call && readCall(declaration.call, scope, module, context)
  if (call === undefined) return undefined
  const expectations = declaration.expectations.map((verdict) =>
    checkVerdict(verdict, { file, action: call.action, columns, cells: row?.cells ?? [], reporter }),
  )
  const { broken } = context.declarations.facts(call.action.symbol.module)
  const facts = readFacts(declaration.facts, call.action, broken, scope, reporter)
  const expected = expectations.filter((expectation) => expectation !== undefined)
  const isKnown = requireKnownFields(declaration.call?.overrides, call.action, expected, file, reporter)
  if (
    !isKnown ||
    claims === undefined ||
    call.input === undefined ||
    facts === undefined ||
    expected.length < expectations.length
  )
    return undefined
  return {
    action: call.action,
    input: call.input,
    claims,
    facts,
    expectations: expected,
  }
}

/** Several `given` add up, the later over the earlier. */
function readGiven(
  references: readonly TestReference[],
  scope: ConstantScope,
  module: Module,
  context: TestContext,
): Claims | undefined {
  let claims: Claims | undefined = TEST_CLAIMS
  for (const reference of references) {
    const own = readClaims(reference.overrides, true, scope, context.declarations.reporter)
    const base = reference.name.text === 'claims' ? {} : claimsFixture(reference, scope, module, context)
    claims = base && claims && { ...claims, ...base, ...own }
  }
  return claims
}

function claimsFixture(
  reference: TestReference,
  { file }: ConstantScope,
  module: Module,
  context: TestContext,
): Claims | undefined {
  const { reporter } = context.declarations
  const name = reference.name.text
  const location = { file, span: reference.name.span }
  const symbol = findSymbol(module, file, 'fixture', name)
  if (symbol === undefined) {
    if (context.findAction(reference.name)) reporter.report(wrongFixture, location, { name, place: 'given' })
    else reportUnknown(reference, 'fixture', visibleNames(module, 'fixture'), module, file, reporter)
    return undefined
  }
  const fixture = context.fixture(symbol)
  if (fixture?.kind === 'input') reporter.report(wrongFixture, location, { name, place: 'given' })
  return fixture?.kind === 'claims' ? fixture.claims : undefined
}

interface Call {
  readonly action: CheckedAction
  readonly input: JsonValue | undefined
}

/** A fixture with changes, or an action's id with its whole input. */
function readCall(
  reference: TestReference,
  scope: ConstantScope,
  module: Module,
  context: TestContext,
): Call | undefined {
  const { reporter } = context.declarations
  const name = reference.name.text
  const symbol = findSymbol(module, scope.file, 'fixture', name)
  const fixture = symbol && context.fixture(symbol)
  if (fixture?.kind === 'claims') {
    reporter.report(wrongFixture, { file: scope.file, span: reference.name.span }, { name, place: 'call' })
    return undefined
  }
  if (symbol && fixture === undefined) return undefined
  const action = fixture?.action ?? context.findAction(reference.name)
  if (action === undefined) {
    reportUnknown(reference, 'fixture or action', visibleNames(module, 'fixture'), module, scope.file, reporter)
    return undefined
  }
  const changes = readChanges(reference.overrides, action, scope, reporter)
  const base = fixture ? fixture.input : {}
  return { action, input: changes && base && { ...base, ...changes } }
}

function readChanges(
  record: RecordExpression | undefined,
  action: CheckedAction,
  scope: ConstantScope,
  reporter: Reporter,
): { readonly [key: string]: JsonValue } | undefined {
  const changes: Record<string, JsonValue> = {}
  let isComplete = true
  for (const { name, value } of record?.fields ?? []) {
    if (Object.hasOwn(changes, name.text)) {
      reporter.report(duplicateFieldValue, { file: scope.file, span: name.span }, { name: name.text })
      continue
    }
    const type = action.input?.fields.find((field) => field.name === name.text)?.type
    const read = lenientValue(value, type, scope, reporter)
    if (read === undefined) isComplete = false
    else
      Object.defineProperty(changes, name.text, { value: read, enumerable: true, configurable: true, writable: true })
  }
  return isComplete ? changes : undefined
}

function reportUnknown(
  reference: TestReference,
  what: string,
  candidates: readonly string[],
  module: Module,
  file: string,
  reporter: Reporter,
): void {
  const name = reference.name.text
  if (isExcused(module, name)) return
  const near = nearMiss(name, candidates)
  const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
  reporter.report(unknownName, { file, span: reference.name.span }, { what, name }, help)
}
