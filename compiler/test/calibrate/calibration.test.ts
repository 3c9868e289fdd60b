/**
 * Calibration (decision D10) against its definition: every pair taken one by one, as nobody could afford for many positions. And what is refused, with the
 * reason in words.
 */
import assert from 'node:assert/strict'
import { type CalibrationResult, createCalibration, type Position } from '@clawql/compiler'
import fc from 'fast-check'
import { percentile } from '../../src/calibrate/percentile.ts'

const RUNS = 300

function calibrate(positions: readonly Position[]): CalibrationResult {
  const conclusion = conclude(positions)
  assert.ok(conclusion.ok, conclusion.ok ? '' : conclusion.reason)
  return conclusion.result
}

function conclude(positions: readonly Position[]): ReturnType<ReturnType<typeof createCalibration>['finish']> {
  const calibration = createCalibration()
  for (const position of positions) assert.equal(calibration.add(position), undefined)
  return calibration.finish()
}

const run = (name: string, ...vectors: readonly (readonly number[])[]): Position[] =>
  vectors.map((vector) => ({ run: name, vector }))

const cosine = (a: readonly number[], b: readonly number[]): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, n) => sum + x * b[n]!, 0)
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

describe('calibration', () => {
  it('of two runs at right angles: numbers one can do in the head', () => {
    // Within a run: cosines 0; so 1 − cos is 1. Across: east–north 0, east–east 1, and so on.
    const result = calibrate([...run('a', [1, 0], [0, 2]), ...run('b', [3, 0], [0, 4])])
    assert.deepEqual(result.nsv, [1, 1])
    assert.equal(result.nsvCrit, 1)
    assert.equal(result.sBar, 0.5)
    assert.deepEqual([result.positions, result.dimension, result.runs, result.unrelatedPairs], [4, 2, 2, 4])
  })

  it(`is its definition, pair by pair (${RUNS} generated baselines)`, () => {
    const vector = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 4, maxLength: 4 })
    const directed = vector.filter((numbers) => numbers.some((number) => Math.abs(number) > 1e-3))
    const baseline = fc.array(fc.array(directed, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(baseline, (runs) => {
        const conclusion = conclude(runs.flatMap((vectors, n) => run(`run ${n}`, ...vectors)))
        const nsv = runs
          .filter(({ length }) => length > 1)
          .map(varianceByPairs)
          .sort((a, b) => a - b)
        if (!conclusion.ok) {
          assert.ok(
            nsv.length === 0 || percentile(nsv, 0.1) > 1 - 1e-9 || percentile(nsv, 0.1) < 1e-9,
            conclusion.reason,
          )
          return
        }
        const unrelated = runs.flatMap((vectors, n) =>
          runs.slice(n + 1).flatMap((others) => vectors.flatMap((a) => others.map((b) => cosine(a, b)))),
        )
        const { sBar, nsvCrit, unrelatedPairs } = conclusion.result
        assert.equal(unrelatedPairs, unrelated.length)
        assert.ok(Math.abs(sBar - mean(unrelated)) < 1e-9)
        assert.equal(conclusion.result.nsv.length, nsv.length)
        for (const [n, each] of conclusion.result.nsv.entries()) assert.ok(Math.abs(each - nsv[n]!) < 1e-9)
        assert.ok(Math.abs(nsvCrit - percentile(nsv, 0.1)) < 1e-9)
        assert.ok(nsvCrit > 0 && nsvCrit <= 1 && sBar >= -1 && sBar <= 1)
      }),
      { numRuns: RUNS },
    )
  })

  it('looks at directions only: lengths from the smallest to the largest double change nothing', () => {
    const plain = calibrate([...run('a', [1, 2], [2, 1]), ...run('b', [1, 3], [3, 1])])
    const scaled = calibrate([...run('a', [1e-320, 2e-320], [2e150, 1e150]), ...run('b', [5e307, 1.5e308], [3, 1])])
    assert.ok(Math.abs(plain.sBar - scaled.sBar) < 1e-3)
    assert.ok(Math.abs(plain.nsvCrit - scaled.nsvCrit) < 1e-3)
  })

  it('does not depend on the order of runs and positions beyond the last digits', () => {
    const positions = [...run('a', [1, 2], [2, 1]), ...run('b', [1, 3], [3, 1], [1, 1]), ...run('c', [0, 1], [1, 9])]
    const forwards = calibrate(positions)
    const backwards = calibrate([...positions].reverse())
    assert.ok(Math.abs(forwards.sBar - backwards.sBar) < 1e-12)
    assert.ok(Math.abs(forwards.nsvCrit - backwards.nsvCrit) < 1e-12)
  })

  it('takes the 10th percentile by linear interpolation', () => {
    assert.equal(percentile([7], 0.1), 7)
    assert.equal(percentile([0, 10], 0.1), 1)
    assert.equal(percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 0.1), 2)
    assert.ok(Math.abs(percentile([1, 2, 4, 8, 16], 0.1) - 1.4) < 1e-12)
    assert.equal(percentile([1, 2, 3], 1), 3)
  })

  it('warns about runs of one position and about few runs', () => {
    const { warnings, nsv } = calibrate([...run('a', [1, 2], [2, 1]), ...run('b', [1, 3]), ...run('c', [3, 1])])
    assert.equal(nsv.length, 1)
    assert.equal(warnings.length, 2)
    assert.match(warnings[0]!, /^2 of 3 runs have one position/)
    assert.match(warnings[1]!, /rests on 1 runs/)
    const many = Array.from({ length: 20 }, (_, n) => run(`run ${n}`, [1, n], [2, 1])).flat()
    assert.deepEqual(calibrate(many).warnings, [])
  })
})

describe('calibration refuses', () => {
  const reason = (positions: readonly Position[]): string => {
    const conclusion = conclude(positions)
    assert.ok(!conclusion.ok)
    return conclusion.reason
  }

  it('nothing, one run, and runs of one position', () => {
    assert.match(reason([]), /no positions/)
    assert.match(reason(run('a', [1, 2], [2, 1])), /one run only/)
    assert.match(reason([...run('a', [1, 2]), ...run('b', [2, 1])]), /no run has two positions/)
  })

  // Decision D10: nsv_crit is at most 1, NSV may be up to n / (n − 1).
  it('an nsv_crit above 1, with an explanation', () => {
    const opposite = ['a', 'b', 'c'].flatMap((name) => run(name, [1, 0.1], [-1, 0.1]))
    assert.match(reason(opposite), /is 1\.98\d*, and nsv_crit is at most 1: .* point away from each other/)
  })

  it('an nsv_crit of 0: runs in which all agents say the same', () => {
    const same = ['a', 'b', 'c'].flatMap((name) => run(name, [1, 0], [2, 0]))
    assert.match(reason(same), /is 0, and nsv_crit is more than 0/)
  })

  const fault = (...positions: readonly Position[]): string | undefined => {
    const calibration = createCalibration()
    return positions.map((position) => calibration.add(position)).at(-1)
  }

  it('vectors without direction, of another length, or with numbers that are none', () => {
    assert.match(fault({ run: 'a', vector: [] })!, /1 to 65536 numbers/)
    assert.match(fault({ run: 'a', vector: new Float64Array(65_537) })!, /1 to 65536 numbers/)
    assert.match(fault({ run: 'a', vector: [0, -0] })!, /zero/)
    assert.match(fault({ run: 'a', vector: [1, Number.NaN] })!, /number 2 of the vector is not finite/)
    assert.match(fault({ run: 'a', vector: [Number.NEGATIVE_INFINITY] })!, /number 1/)
    assert.match(
      fault({ run: 'a', vector: [1, 2] }, { run: 'b', vector: [1, 2, 3] })!,
      /has 3 numbers, those before it have 2/,
    )
  })

  it('more runs than it may hold, instead of all memory', () => {
    const calibration = createCalibration()
    const vector = new Float64Array(65_536).fill(1)
    let fault: string | undefined
    let runs = 0
    while (fault === undefined && runs < 2000) {
      fault = calibration.add({ run: String(runs), vector })
      runs += 1
    }
    assert.equal(runs, 1025)
    assert.match(fault!, /more than 1024 runs of 65536 dimensions/)
  })
})

/** The mean of 1 − cos over all pairs of a run. */
function varianceByPairs(vectors: readonly (readonly number[])[]): number {
  return mean(vectors.flatMap((a, n) => vectors.slice(n + 1).map((b) => 1 - cosine(a, b))))
}
