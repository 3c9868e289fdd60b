/**
 * A run of the differential test: programs from consecutive seeds, requests at and beside every limit of each, all judges on every pair. It goes on until
 * it has enough pairs or its time is over, and keeps every disagreement in its smallest form.
 */
import { decide } from '../../src/evaluate/decide.ts'
import { normalize } from '../../src/evaluate/normalize.ts'
import { decisionCases } from '../../src/verify/decision-cases.ts'
import { createRandom, seedFor } from '../../src/verify/random.ts'
import { type Coverage, coverAction, coverDecision, emptyCoverage } from './coverage.ts'
import { disagreements, UNDER } from './judges.ts'
import { randomAction } from './random-action.ts'
import { type Finding, reduce } from './reduce.ts'

export interface CampaignOptions {
  readonly seed: number
  /** Stops at the first program after so many pairs. */
  readonly pairs: number
  /** Asked before each program. */
  readonly isOver?: () => boolean
}

export interface Campaign {
  readonly seed: number
  readonly programs: number
  /** Pairs of a program and a request, each judged in every way. */
  readonly pairs: number
  readonly coverage: Coverage
  readonly findings: readonly Finding[]
}

const REQUESTS_PER_PROGRAM = 100
const MOST_FINDINGS = 5

export async function runCampaign({ seed, pairs: wanted, isOver = () => false }: CampaignOptions): Promise<Campaign> {
  const coverage = emptyCoverage()
  const findings: Finding[] = []
  let programs = 0
  let pairs = 0
  while (pairs < wanted && findings.length < MOST_FINDINGS && !isOver()) {
    const own = seedFor(seed, `program ${String(programs)}`)
    const action = randomAction(own)
    const { cases } = decisionCases(action, UNDER, [], REQUESTS_PER_PROGRAM, createRandom(own))
    coverAction(coverage, action)
    for (const { input, claims, context } of cases)
      coverDecision(coverage, action, decide(action, UNDER, normalize(action.input, input), claims, context))
    for (const found of (await disagreements(action, cases)).slice(0, 1)) {
      const { about: _, ...request } = cases[found.at]!
      findings.push(await reduce({ seed: own, judge: found.judge, action, request }))
    }
    programs += 1
    pairs += cases.length
  }
  return { seed, programs, pairs, coverage, findings }
}
