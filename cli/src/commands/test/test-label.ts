/** A test's result in words; every format says it alike. */
import { decisionText, expectationText, type TestResult } from '@clawql/compiler'

/** `limits [row 2] (treasury-agent)` */
export function testLabel({ test, manifest }: TestResult): string {
  const row = test.row === undefined ? '' : ` [row ${test.row}]`
  return `${test.title}${row}${manifest === undefined ? '' : ` (${manifest})`}`
}

export function failureText(result: TestResult): string {
  return `expected ${expectedText(result)}, but got ${decisionText(result.actual)}`
}

export function expectedText({ test }: TestResult): string {
  return test.expectations.map(expectationText).join(' and ')
}
