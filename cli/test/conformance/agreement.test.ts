/**
 * Our implementation and the Python one on manifests that nobody wrote: published documents, damaged at random places in random ways. They must agree
 * on whether each is valid, on its root, and on the findings. Both run as programs and answer the same lines.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { OURS, PYTHON } from './program.ts'

const DOCUMENTS = join(import.meta.dirname, '..', '..', '..', 'spec-tests', 'documents')
const MANIFESTS = readdirSync(DOCUMENTS).map((name) => readFileSync(join(DOCUMENTS, name), 'utf8'))

const RUNS = 4
const MANIFESTS_A_RUN = 250

/** Where in the manifest, by walking as many members as there are numbers; then what happens there. */
const damage = fc.record({
  way: fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 7 }),
  change: fc.oneof(
    fc.constant({ kind: 'drop' } as const),
    fc.constant({ kind: 'copy' } as const),
    fc.record({
      kind: fc.constant('add' as const),
      name: fc.constantFrom('x-a', 'x-', 'extra', '__proto__', 'constructor'),
    }),
    fc.record({
      kind: fc.constant('set' as const),
      value: fc.oneof(
        fc.constantFrom<unknown>(
          null,
          true,
          false,
          [],
          {},
          '',
          'a',
          'a b',
          'A',
          '1.1',
          'custom',
          'restricted',
          'rules.1',
          'finance-agent',
          '\u00e9',
        ),
        fc.constantFrom<unknown>(0, 1, -1, 2, 0.5, 1.5, 1e-9, 1e21, -0, 5, 6, 2592000, 2592001, 2 ** 53),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.jsonValue({ maxDepth: 2 }),
      ),
    }),
  ),
})

type Damage = typeof damage extends fc.Arbitrary<infer Value> ? Value : never

function damaged(text: string, damages: readonly Damage[]): unknown {
  const manifest: unknown = JSON.parse(text)
  for (const { way, change } of damages) apply(manifest, way, change)
  return manifest
}

function apply(root: unknown, way: readonly number[], change: Damage['change']): void {
  let node = root
  for (const [depth, step] of way.entries()) {
    if (typeof node !== 'object' || node === null) return
    const keys = Object.keys(node)
    const key = keys[step % Math.max(keys.length, 1)]
    if (key === undefined) return
    const holder = node as Record<string, unknown>
    const child = holder[key]
    if (depth < way.length - 1 && typeof child === 'object' && child !== null) {
      node = child
      continue
    }
    if (change.kind === 'set') holder[key] = change.value
    else if (change.kind === 'drop') Array.isArray(holder) ? holder.splice(Number(key), 1) : delete holder[key]
    else if (change.kind === 'copy')
      Array.isArray(holder) ? holder.push(child) : Object.assign(holder, { [`${key}2`]: child })
    else if (!Array.isArray(holder))
      Object.defineProperty(holder, change.name, { value: 1, enumerable: true, configurable: true, writable: true })
    return
  }
}

interface Answer {
  readonly id: number
  readonly result?: {
    readonly ok?: boolean
    readonly root?: string
    readonly issues?: readonly { code: string; pointer: string }[]
  }
}

function askAll([command = '', ...words]: readonly string[], requests: readonly object[]): readonly Answer[] {
  const input = requests.map((request) => `${JSON.stringify(request)}\n`).join('')
  const { stdout, status, stderr } = spawnSync(command, words, { input, encoding: 'utf8', maxBuffer: 2 ** 28 })
  assert.equal(status, 0, stderr)
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer)
}

/** Rules that relate fields may be reported at either; what hangs on the root alone is reported by some beside other findings. */
const FREE_PLACE = /NOT_ASCENDING|NOT_ORDERED|OUT_OF_RANGE$|TOO_LARGE|DUPLICATE|FEATURE|GROUPS|QUORUM/
const FOLLOW_ON = /^(?:MERKLE_ROOT_MISMATCH|DUPLICATE_LEAF)$/
/** What follows from a value of the wrong type is nobody's to prescribe. */
const AFTER_WRONG_TYPE = /^(?:FEATURE_NOT_USED|FEATURE_NOT_DECLARED|DUPLICATE_ITEM)$/
/** A coordination block that is null or absent may be said to be so, or to lack what no preset supplies. */
const COORDINATION = '/policy/coordination'

function summary({ id, result }: Answer): unknown {
  // Without a root the words of the refusal are compared where the whole manifest is judged.
  if (id % 2 === 1) return { root: result?.root, isRefused: (result?.issues?.length ?? 0) > 0 }
  const isBlock = (pointer: string): boolean => pointer === COORDINATION || pointer.startsWith(`${COORDINATION}/`)
  const hasWrongType = (result?.issues ?? []).some(({ code }) => code === 'WRONG_TYPE')
  const isFollowOn = (code: string, pointer: string): boolean =>
    FOLLOW_ON.test(code) ||
    (hasWrongType && AFTER_WRONG_TYPE.test(code)) ||
    (isBlock(pointer) && (code === 'MISSING_FIELD' || pointer === COORDINATION))
  const found = (result?.issues ?? []).filter(({ code, pointer }) => !isFollowOn(code, pointer))
  const names = found.map(({ code, pointer }) => (FREE_PLACE.test(code) ? code : `${code} ${pointer}`))
  return { ok: result?.ok, root: result?.root, issues: [...new Set(names)].sort() }
}

describe(`two implementations on damaged manifests (${RUNS} runs of ${MANIFESTS_A_RUN})`, function () {
  this.timeout(300_000)

  it('agree on validity, root and findings', () => {
    let valid = 0
    const manifests = fc.array(
      fc.tuple(fc.constantFrom(...MANIFESTS), fc.array(damage, { minLength: 0, maxLength: 2 })),
      {
        minLength: MANIFESTS_A_RUN,
        maxLength: MANIFESTS_A_RUN,
      },
    )
    fc.assert(
      fc.property(manifests, (rows) => {
        const values = rows.map(([text, damages]) => damaged(text, damages))
        const requests = values.flatMap((manifest, index) => [
          { id: 2 * index, kind: 'manifest.validate', input: { manifest } },
          { id: 2 * index + 1, kind: 'manifest.root', input: { manifest } },
        ])
        const ours = askAll(OURS, requests)
        const theirs = askAll(PYTHON, requests)
        assert.equal(theirs.length, ours.length)
        ours.forEach((answer, index) => {
          assert.deepEqual(summary(theirs[index]!), summary(answer), JSON.stringify(rows[index >> 1]?.[1]))
          if (answer.result?.ok === true) valid += 1
        })
      }),
      { numRuns: RUNS, endOnFailure: true },
    )
    process.stdout.write(`    ${valid} valid manifests among ${RUNS * MANIFESTS_A_RUN}\n`)
    assert.ok(valid > 0)
  })
})
