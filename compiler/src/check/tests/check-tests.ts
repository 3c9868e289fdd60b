/**
 * All fixtures and tests of a build, in an order that depends on what they say and not on where they stand.
 */
import type { GovernanceTest, Test } from '../../program/program.ts'
import type { Queries } from '../../query/queries.ts'
import type { ModuleTable } from '../../resolve/build-modules.ts'
import { compareText, hasKind, type Module, type ModuleSymbol } from '../../resolve/module.ts'
import type { Location } from '../../source/span.ts'
import type { TestDeclaration } from '../../syntax/tree.ts'
import { memoised } from '../declarations.ts'
import { checkFixture, type FixtureContext } from './check-fixture.ts'
import { type CheckedGovernanceTest, checkGovernanceTest } from './check-governance-test.ts'
import { type CheckedTest, checkTest } from './check-test.ts'

export interface PlacedTest {
  readonly test: Test
  readonly location: Location
}

export interface PlacedGovernanceTest {
  readonly test: GovernanceTest
  readonly location: Location
}

export interface CheckedTests {
  readonly tests: readonly PlacedTest[]
  readonly governanceTests: readonly PlacedGovernanceTest[]
}

/** The moment at which a test asks that gives none, where the action reads the time. */
const TEST_TIME = '2026-01-01T00:00:00Z'

/** Those of packages are checked where they are written, not in every build that uses the package. */
export function checkTests(table: ModuleTable, context: FixtureContext, queries: Queries): CheckedTests {
  const fixture = memoised(queries, 'fixture', (symbol: ModuleSymbol<'fixture'>) => checkFixture(symbol, context))
  const test = queries.query<TestDeclaration>('test')
  const modules = table.all.filter((module) => module.packageName === undefined)
  for (const module of modules) {
    for (const symbol of module.symbols.values()) if (hasKind(symbol, 'fixture')) fixture(symbol)
  }
  const checked = [...modules]
    .sort((a, b) => compareText(a.name, b.name) || compareText(directoryOf(a), directoryOf(b)))
    .map((module) =>
      moduleTests(module, (declaration, file) =>
        test(declaration, () => ({
          rows: checkTest(declaration, file, module, { ...context, fixture }),
          governed: checkGovernanceTest(declaration, file, module, context),
        })),
      ),
    )
  return {
    tests: checked.flatMap(({ tests }) => tests),
    governanceTests: checked.flatMap(({ governanceTests }) => governanceTests),
  }
}

function directoryOf(module: Module): string {
  return module.files[0]?.directory ?? ''
}

interface CheckedDeclaration {
  readonly rows: readonly CheckedTest[]
  readonly governed: readonly CheckedGovernanceTest[]
}

interface TestGroup extends CheckedDeclaration {
  readonly title: string
  readonly location: Location
}

function moduleTests(
  module: Module,
  check: (declaration: TestDeclaration, file: string) => CheckedDeclaration,
): CheckedTests {
  const groups = module.tests
    .map(
      ({ declaration, file }): TestGroup => ({
        title: declaration.title.value,
        ...check(declaration, file),
        location: { file, span: declaration.title.span },
      }),
    )
    .sort(byContent)
    .map((group, index) => {
      return { ...group, place: { title: group.title, module: module.name, file: group.location.file, index } }
    })
  return {
    tests: groups.flatMap(({ rows, location, place }) => rows.map((row) => ({ test: makeTest(row, place), location }))),
    governanceTests: groups.flatMap(({ governed, location: { file }, place }) =>
      governed.map(({ action, expected, span }) => ({
        test: { ...place, action, expected },
        location: { file, span },
      })),
    ),
  }
}

/** INVARIANT L8: titles decide, then what the tests say; two that say the same may change places unseen. */
function byContent(a: TestGroup, b: TestGroup): number {
  return (
    compareText(a.title, b.title) ||
    compareText(contentOf(a), contentOf(b)) ||
    compareText(a.location.file, b.location.file)
  )
}

function contentOf({ rows, governed }: TestGroup): string {
  return JSON.stringify([
    rows.map(({ action, input, claims, facts, expectations }) => [action.id, input, claims, facts, expectations]),
    governed.map(({ action, expected }) => [action, expected]),
  ])
}

function makeTest(
  { row, action, input, claims, facts, expectations }: CheckedTest,
  place: Pick<Test, 'title' | 'module' | 'file' | 'index'>,
): Test {
  const now = facts.now ?? (action.contextRead.includes('now') ? TEST_TIME : undefined)
  return {
    ...place,
    ...(row !== undefined && { row }),
    action: action.id,
    input,
    claims,
    ...(now !== undefined && { now }),
    facts: facts.facts,
    expectations,
  }
}
