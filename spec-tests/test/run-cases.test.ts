/** The runner against programs that behave in every way but the right one: each fault belongs to one case, and nothing stops the run. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'mocha'
import type { ConformanceCase } from '../src/case.ts'
import { type RunReport, runCases } from '../src/run-cases.ts'
import { summarize } from '../src/summary.ts'

const FAKE = join(import.meta.dirname, 'fake-implementation.ts')

function echoCase(name: string, kind = 'echo', expected: ConformanceCase['expected'] = { name }): ConformanceCase {
  return { id: `echo/${name}`, area: 'echo', kind, clause: 'echo', input: { name }, expected }
}

const CASES = ['one', 'two', 'three', 'four'].map((name) => echoCase(name))

function run(
  behaviour: readonly string[],
  cases = CASES,
  more: { timeoutMs?: number; listed?: readonly string[] } = {},
): Promise<RunReport> {
  return runCases(cases, {
    command: [process.execPath, FAKE, ...behaviour],
    timeoutMs: more.timeoutMs ?? 20_000,
    expectedFailures: new Set(more.listed ?? []),
  })
}

function outcomes(report: RunReport): string[] {
  return report.results.map(({ outcome }) => outcome)
}

function detail(report: RunReport, index: number): string {
  return report.results[index]?.detail ?? ''
}

test('a correct implementation is green', async () => {
  const report = await run(['correct'])
  assert.deepEqual(outcomes(report), ['pass', 'pass', 'pass', 'pass'])
  assert.equal(summarize(report, false).isGreen, true)
  assert.deepEqual(report.capabilities?.kinds, ['capabilities', 'echo', 'echo.more', 'manifest.validate'])
})

test('a wrong answer fails its case alone', async () => {
  const report = await run(['wrong', 'two'])
  assert.deepEqual(outcomes(report), ['pass', 'fail', 'pass', 'pass'])
  assert.match(detail(report, 1), /expected \{"name":"two"\}, got \{"name":"something else"\}/)
  assert.equal(summarize(report, false).isGreen, false)
})

for (const [behaviour, words] of [
  ['crash', /exited with status 7; it said: giving up/],
  ['killed', /ended by SIGKILL/],
  ['garbage', /not a line of JSON: "this is not JSON"/],
  ['not-utf8', /not a line of JSON/],
  ['other-id', /the answer has id 1002, the request 2/],
  ['list', /not an object/],
] as const) {
  test(`${behaviour}: the case is a fault, and a new process answers the rest`, async () => {
    const report = await run([behaviour, 'two'])
    assert.deepEqual(outcomes(report), ['pass', 'fault', 'pass', 'pass'])
    assert.match(detail(report, 1), words)
    assert.equal(summarize(report, false).isGreen, false)
  })
}

for (const behaviour of ['silent', 'slow']) {
  test(`${behaviour}: the case ends after its time, and the rest is answered`, async () => {
    const report = await run([behaviour, 'three'], CASES, { timeoutMs: 3000 })
    assert.deepEqual(outcomes(report), ['pass', 'pass', 'fault', 'pass'])
    assert.match(detail(report, 2), /silent for 3000 ms/)
  })
}

test('an answer that arrives byte by byte is an answer', async () => {
  assert.deepEqual(outcomes(await run(['in-pieces', 'two'])), ['pass', 'pass', 'pass', 'pass'])
})

test('a second answer to one request is a fault of the next case', async () => {
  const report = await run(['twice', 'two'])
  assert.deepEqual(outcomes(report), ['pass', 'pass', 'fault', 'pass'])
  assert.match(detail(report, 2), /a line that answers nothing/)
})

test('an error is a refusal, and only right where one is expected', async () => {
  const cases = [echoCase('one'), echoCase('two', 'echo', { error: true })]
  assert.deepEqual(outcomes(await run(['error'], cases)), ['fail', 'pass'])
  assert.deepEqual(outcomes(await run(['correct'], cases)), ['pass', 'fail'])
})

test('unsupported is never a pass, declared or not', async () => {
  const declared = await run(['unsupported', 'two'])
  assert.deepEqual(outcomes(declared), ['pass', 'fail', 'pass', 'pass'])
  assert.match(detail(declared, 1), /declared in the capabilities, answered as unsupported/)
  const undeclared = await run(['correct'], [echoCase('one'), echoCase('two', 'fly')])
  assert.deepEqual(outcomes(undeclared), ['pass', 'unsupported'])
  assert.equal(summarize(undeclared, false).isGreen, false)
  assert.equal(summarize(undeclared, true).isGreen, true)
  assert.equal(
    summarize(await run(['correct'], [echoCase('two', 'fly')]), true).isGreen,
    false,
    'nothing passed, nothing shown',
  )
})

test('a reader of JSON alone answers a manifest in YAML as unsupported, and that is no failure of a declared kind', async () => {
  const manifest = (name: string, format: string): ConformanceCase => ({
    ...echoCase(name, 'manifest.validate'),
    input: { name, format, text: '' },
  })
  const report = await run(
    ['unsupported'],
    [echoCase('one', 'echo.more'), manifest('two', 'yaml'), manifest('three', 'json')],
  )
  assert.deepEqual(outcomes(report), ['pass', 'unsupported', 'fail'])
})

test('a listed case that fails is accepted, one that passes turns the run red', async () => {
  const accepted = await run(['wrong', 'two'], CASES, { listed: ['echo/two'] })
  assert.deepEqual(outcomes(accepted), ['pass', 'expected-failure', 'pass', 'pass'])
  assert.equal(summarize(accepted, false).isGreen, true)
  const crashed = await run(['crash', 'two'], CASES, { listed: ['echo/two'] })
  assert.deepEqual(outcomes(crashed), ['pass', 'expected-failure', 'pass', 'pass'])
  const stale = await run(['correct'], CASES, { listed: ['echo/two'] })
  assert.deepEqual(outcomes(stale), ['pass', 'unexpected-pass', 'pass', 'pass'])
  assert.equal(summarize(stale, false).isGreen, false)
})

test('a program that is gone, mute or missing makes every case a fault', async () => {
  for (const [command, words] of [
    [[process.execPath, FAKE, 'gone'], /no capabilities: exited with status 0/],
    [[process.execPath, FAKE, 'mute'], /no capabilities: silent for 3000 ms/],
    [['no-such-program-here'], /no capabilities: could not be run/],
  ] as const) {
    const report = await runCases(CASES, { command, timeoutMs: 3000, expectedFailures: new Set() })
    assert.deepEqual(outcomes(report), ['fault', 'fault', 'fault', 'fault'])
    assert.match(detail(report, 0), words)
    assert.equal(summarize(report, true).isGreen, false)
  }
})

test('a program that crashes on everything is given up after 25 faults in a row', async () => {
  const cases = Array.from({ length: 40 }, (_, index) => echoCase(`case-${index}`))
  const report = await run(['crash'], cases)
  assert.equal(report.results.filter((result) => result.detail?.startsWith('exited')).length, 25)
  assert.equal(report.results.filter((result) => result.detail?.startsWith('not asked')).length, 15)
})
