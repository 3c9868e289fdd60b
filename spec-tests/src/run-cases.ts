/**
 * Runs cases against one implementation, one request at a time, so that every crash, silence or garbage belongs to exactly one case. Owns
 * restarting the process and giving up on one that no longer answers; judges nothing itself.
 */
import { type CaseResult, type ConformanceCase, isJsonObject, type JsonObject, type Outcome } from './case.ts'
import { compareAnswer } from './compare-answer.ts'
import { type Implementation, type Reply, startImplementation } from './implementation.ts'

export interface RunOptions {
  readonly command: readonly string[]
  /** Milliseconds a case may take, the start of a process included. */
  readonly timeoutMs: number
  /** Case ids that are known to fail. */
  readonly expectedFailures: ReadonlySet<string>
  readonly onResult?: (result: CaseResult) => void
  /** Aborting ends the child and reports the cases not yet asked as faults. */
  readonly signal?: AbortSignal
}

export interface Capabilities {
  readonly name: string
  readonly version: string
  readonly kinds: readonly string[]
}

export interface RunReport {
  readonly capabilities: Capabilities | undefined
  /** Why there are no capabilities. */
  readonly problem?: string
  readonly results: readonly CaseResult[]
}

/** After so many faults in a row the implementation is taken to be dead, and what is left is reported without being asked. */
const MAXIMUM_FAULTS_IN_A_ROW = 25

export async function runCases(cases: readonly ConformanceCase[], options: RunOptions): Promise<RunReport> {
  const session = openSession(options)
  const opening = await session.ask({ id: 0, kind: 'capabilities', input: {} })
  const capabilities = opening.type === 'answer' ? readCapabilities(opening.answer) : undefined
  const problem = capabilities === undefined ? describeProblem(opening) : undefined
  const results: CaseResult[] = []
  let faultsInARow = 0
  for (const [index, testCase] of cases.entries()) {
    let result: CaseResult
    if (capabilities === undefined) result = report(testCase, 'fault', `no capabilities: ${problem}`)
    else if (!capabilities.kinds.includes(testCase.kind)) result = report(testCase, 'unsupported', 'kind not declared')
    else if (faultsInARow >= MAXIMUM_FAULTS_IN_A_ROW || options.signal?.aborted === true) {
      result = report(testCase, 'fault', 'not asked: the implementation stopped answering')
    } else {
      const reply = await session.ask({ id: index + 1, kind: testCase.kind, input: testCase.input })
      faultsInARow = reply.type === 'fault' ? faultsInARow + 1 : 0
      result = judge(testCase, reply, options.expectedFailures)
    }
    results.push(result)
    options.onResult?.(result)
  }
  await session.close()
  return problem === undefined ? { capabilities, results } : { capabilities, problem, results }
}

interface Session {
  ask(request: JsonObject): Promise<Reply>
  close(): Promise<void>
}

/** Keeps one process running and replaces it after a fault. */
function openSession(options: RunOptions): Session {
  let current: Implementation | undefined
  options.signal?.addEventListener('abort', () => current?.kill())
  return {
    async ask(request) {
      current ??= startImplementation(options.command)
      const reply = await current.ask(request, options.timeoutMs)
      if (reply.type === 'fault') current = undefined
      return reply
    },
    async close() {
      await current?.stop()
    },
  }
}

function judge(testCase: ConformanceCase, reply: Reply, expectedFailures: ReadonlySet<string>): CaseResult {
  const listed = expectedFailures.has(testCase.id)
  if (reply.type === 'fault') return report(testCase, listed ? 'expected-failure' : 'fault', reply.detail)
  const isUnsupported = reply.answer['unsupported'] === true
  if (isUnsupported && isOptional(testCase)) return report(testCase, 'unsupported', 'YAML manifests are not read')
  const difference = isUnsupported
    ? 'declared in the capabilities, answered as unsupported'
    : compareAnswer(testCase.kind, testCase.expected, reply.answer)
  if (difference !== undefined) return report(testCase, listed ? 'expected-failure' : 'fail', difference)
  return listed
    ? report(testCase, 'unexpected-pass', 'listed as an expected failure, but it passes')
    : report(testCase, 'pass')
}

/** A reader of manifests need not read them in YAML as well. */
function isOptional({ kind, input }: ConformanceCase): boolean {
  return kind === 'manifest.validate' && input['format'] === 'yaml'
}

function report({ id, area, kind, clause }: ConformanceCase, outcome: Outcome, detail?: string): CaseResult {
  return detail === undefined ? { id, area, kind, clause, outcome } : { id, area, kind, clause, outcome, detail }
}

function readCapabilities(answer: JsonObject): Capabilities | undefined {
  const result = answer['result']
  if (!isJsonObject(result)) return undefined
  const { name, version, kinds } = result
  if (typeof name !== 'string' || typeof version !== 'string' || !Array.isArray(kinds)) return undefined
  if (!kinds.every((kind) => typeof kind === 'string')) return undefined
  return { name, version, kinds }
}

function describeProblem(reply: Reply): string {
  return reply.type === 'fault' ? reply.detail : `not {name, version, kinds[]}: ${JSON.stringify(reply.answer)}`
}
