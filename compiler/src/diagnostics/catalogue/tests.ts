/**
 * Codes CQ6xxx: fixtures and tests. One entry per code, each with a page under docs/reference/diagnostics; a code is never reused.
 */
import { type CatalogueEntry, define } from '../diagnostic.ts'

export const unknownFixtureSubject: CatalogueEntry<{ subject: string }> = define('CQ6001', {
  slug: 'unknown-fixture-subject',
  severity: 'error',
  message: ({ subject }) =>
    `a fixture is for \`claims\` or for the input of an action; there is no action \`${subject}\``,
})

export const incompleteTest: CatalogueEntry<{ missing: readonly string[] }> = define('CQ6002', {
  slug: 'incomplete-test',
  severity: 'error',
  message: ({ missing }) => `the test lacks ${missing.map((name) => `\`${name}\``).join(', ')}`,
})

export const wrongFixture: CatalogueEntry<{ name: string; place: 'given' | 'call' }> = define('CQ6003', {
  slug: 'wrong-fixture',
  severity: 'error',
  message: ({ name, place }) =>
    place === 'given'
      ? `\`given\` takes claims, \`${name}\` is an action's input`
      : `\`call\` takes an action's input, \`${name}\` is claims`,
})

export const unknownReason: CatalogueEntry<{ reason: string; action: string }> = define('CQ6004', {
  slug: 'unknown-reason',
  severity: 'error',
  message: ({ reason, action }) => `\`${reason}\` is neither a rule of \`${action}\` nor a code of a denial`,
})

export const rowLength: CatalogueEntry<{ cells: number; columns: number }> = define('CQ6005', {
  slug: 'row-length',
  severity: 'error',
  message: ({ cells, columns }) =>
    `the row has ${cells === 1 ? '1 cell' : `${cells} cells`}, the table ${columns === 1 ? '1 column' : `${columns} columns`}`,
})

export const notVerdictColumn: CatalogueEntry<{ name: string; problem: 'unknown' | 'value' }> = define('CQ6006', {
  slug: 'not-a-verdict',
  severity: 'error',
  message: ({ name, problem }) =>
    problem === 'unknown'
      ? `\`${name}\` is no verdict and no column of the table`
      : `the column \`${name}\` holds a value here, not a verdict such as \`allow\``,
})

export const unusedColumn: CatalogueEntry<{ name: string }> = define('CQ6007', {
  slug: 'unused-column',
  severity: 'warning',
  message: ({ name }) => `the column \`${name}\` is never used`,
})

export const emptyTable: CatalogueEntry<Record<never, never>> = define('CQ6008', {
  slug: 'empty-table',
  severity: 'error',
  message: () => 'a table without rows tests nothing',
})

export const duplicateColumn: CatalogueEntry<{ name: string }> = define('CQ6009', {
  slug: 'duplicate-column',
  severity: 'error',
  message: ({ name }) => `the table has two columns called \`${name}\``,
})

export const unknownClaim: CatalogueEntry<{ name: string }> = define('CQ6010', {
  slug: 'unknown-claim',
  severity: 'error',
  message: ({ name }) => `claims have no field \`${name}\``,
})

export const missingClaims: CatalogueEntry<{ names: readonly string[] }> = define('CQ6011', {
  slug: 'missing-claims',
  severity: 'error',
  message: ({ names }) => `the claims lack ${names.map((name) => `\`${name}\``).join(', ')}`,
})

export const wrongClaim: CatalogueEntry<{ name: string; expected: string }> = define('CQ6012', {
  slug: 'wrong-claim',
  severity: 'error',
  message: ({ name, expected }) => `the claim \`${name}\` is ${expected}`,
})

export const duplicateFieldValue: CatalogueEntry<{ name: string }> = define('CQ6013', {
  slug: 'duplicate-field-value',
  severity: 'error',
  message: ({ name }) => `\`${name}\` is given twice`,
})

export const mixedTest: CatalogueEntry<{ step: string }> = define('CQ6014', {
  slug: 'mixed-test',
  severity: 'error',
  message: ({ step }) => `a test that says what governs an action calls none, so it has no ${step}`,
})

export const emptyGovernanceTest: CatalogueEntry<{ action: string }> = define('CQ6015', {
  slug: 'empty-governance-test',
  severity: 'error',
  message: ({ action }) => `nothing is expected of the governance of \`${action}\``,
})

export const unknownInputField: CatalogueEntry<{ action: string; path: string }> = define('CQ6016', {
  slug: 'unknown-input-field',
  severity: 'error',
  message: ({ action, path }) => `the input of \`${action}\` has no field \`${path}\``,
})

export const unknownFact: CatalogueEntry<{ name: string }> = define('CQ6020', {
  slug: 'unknown-fact',
  severity: 'error',
  message: ({ name }) => `the module of the action declares no fact \`${name}\``,
})

export const unreadTime: CatalogueEntry<{ action: string }> = define('CQ6021', {
  slug: 'unread-time',
  severity: 'error',
  message: ({ action }) => `nothing of \`${action}\` reads \`context.now\`, so the time changes nothing`,
})
