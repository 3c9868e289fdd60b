/** A test's result in words; every format says it alike. */
import { decisionText, expectationText, type GovernanceTestResult, type TestResult } from '@clawql/compiler'

/** `limits [row 2] (treasury-agent)` */
export function testLabel({ test, manifest }: TestResult): string {
  const row = test.row === undefined ? '' : ` [row ${test.row}]`
  return `${test.title}${row}${manifest === undefined ? '' : ` (${manifest})`}`
}

/** `limits of a payment (till.pay)` */
export function governanceTestLabel({ test }: GovernanceTestResult): string {
  return `${test.title} (${test.action})`
}

export function differencesText({ differences }: GovernanceTestResult): string {
  return differences.map(({ expected, actual }) => `expected ${expected}, but got ${actual}`).join('; ')
}

export function failureText(result: TestResult): string {
  return `expected ${expectedText(result)}, but got ${decisionText(result.actual)}`
}

export function expectedText({ test }: TestResult): string {
  return test.expectations.map(expectationText).join(' and ')
}
