/**
 * What a suite does when a program it needs cannot be had: in continuous integration that is a failure, on anybody's own machine it is said aloud. No
 * test is ever skipped in silence.
 */
import assert from 'node:assert/strict'
import type { PackageState } from './system-packages.ts'

/** To be called where the suite would have defined its tests. `what` ends the sentence "not shown here: …". */
export function withoutPackage({ reason }: PackageState & { state: 'unavailable' }, what: string): void {
  if (process.env['CI'] === 'true') it(`needs a program that is missing: ${what}`, () => assert.fail(reason))
  else process.stderr.write(`NOT SHOWN HERE: ${what} (${reason})\n`)
}
