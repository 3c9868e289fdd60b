/** INVARIANT L6 in each build: the CEL of a manifest is read back and held against the interpreter, and a text that says something else is noticed. */
import assert from 'node:assert/strict'
import { decide } from '../../src/evaluate/decide.ts'
import { readCel } from '../../src/foreign/read-cel.ts'
import type { Action, Program } from '../../src/program/program.ts'
import { check } from '../../src/testing/expect-diagnostics.ts'
import { collectEvidence, type Evidence } from '../../src/verify/collect-evidence.ts'
import { mismatchFailures } from '../../src/verify/evidence-text.ts'
import { ACTION, changed, HEAD, MANIFEST } from '../analyse/example-module.ts'
import { PACKAGES } from '../repository-host.ts'
import { publishedRequest } from './evidence-request.ts'

const SOURCE =
  HEAD.replace(
    'role boss',
    `type Even = Int(range: 0..100) where value % 2 == 0
type Usd = Float(range: 0..1_000, decimals: 2) unit USD
role boss`,
  ) +
  changed(
    ACTION,
    [
      '{ door: String(length: 1..64) }',
      `{
    door: String(length: 1..64), even: Even, pay: Usd, half: Float(range: 0..10), note?: Json(bytes: ..64)
    tags: List<String(length: ..9)>(length: ..5)
  }`,
    ],
    ['risk_tier: 2', 'risk_tier: 2\n    max_impact: input.pay * double(input.even) <= 10_000 USD'],
    [
      '  effect',
      `  forbid large: input.pay > 250 USD && !has(input.note) because "large"
  require cut: int(input.half) + input.even < 50 because "cut"
  require tagged: input.tags.exists(t, t.startsWith("a")) || size(input.tags) == 0 because "tagged"
  require mine: claims.role == clerk because "mine"
  effect`,
    ],
  ) +
  MANIFEST

const { program, diagnostics } = check(SOURCE, { packages: PACKAGES })

async function evidence(rewrite: (text: string) => string): Promise<Evidence> {
  const [manifest] = program.manifests
  const [action] = program.actions
  assert.ok(manifest !== undefined && action !== undefined, JSON.stringify(diagnostics))
  return collectEvidence({ ...(await publishedRequest(program, manifest, rewrite)), ...trusted(program, action) })
}

/** Guards that are the interpreter itself: here it is about CEL. */
function trusted({ purposes, manifests }: Program, action: Action): { guards: object; validators: object } & Modules {
  const under = { permissions: manifests[0]!.permissions, purposes }
  const guard = (input: unknown, claims: unknown, context: unknown): unknown =>
    decide(action, under, input, claims, context)
  const dispatch = (_id: string, ...rest: [unknown, unknown, unknown]): unknown => guard(...rest)
  return { guards: { guards: { [action.id]: guard }, decide: dispatch }, validators: {} }
}

interface Modules {
  readonly guards: Readonly<Record<string, unknown>>
  readonly validators: Readonly<Record<string, unknown>>
}

const ofCel = ({ mismatches }: Evidence): readonly string[] =>
  mismatchFailures(mismatches.filter(({ part }) => part === 'expression' || part === 'schema'))

describe('CEL in the evidence', () => {
  it('agrees, on rules, measure and conditions alike', async () => {
    const held = await evidence((text) => text)
    assert.deepEqual(ofCel(held), [])
    assert.deepEqual(held.expressions, { texts: 5, unread: 0 })
    assert.ok(held.pairs.expressions >= 5 * 24, String(held.pairs.expressions))
    assert.deepEqual(await evidence((text) => text), held)
  })

  for (const [from, to] of [
    ['> 250', '>= 250'],
    ['&& !has', '|| !has'],
    ['!has(', 'has('],
    ['int(double(input.half))', '40'],
    ['exists(', 'exists_one('],
    ['== 0', '!= 0'],
    ['% 2 == 0', '% 2 != 0'],
    ['double(int(input.even))', 'double(input.pay)'],
    ['"clerk"', '"boss"'],
    ['startsWith', 'endsWith'],
    ['input.pay', 'input.pai'],
    ['has(', 'has(('],
  ] as const) {
    it(`notices ${from} printed as ${to}`, async () => {
      let seen = false
      const failures = ofCel(
        await evidence((text) => {
          seen ||= text.includes(from)
          return text.replace(from, to)
        }),
      )
      assert.ok(seen, 'the text is one of the manifest')
      assert.match(
        failures[0] ?? '',
        /^door\.close_it: the generated (CEL|schema) gives .* where the interpreter gives /,
      )
    })
  }

  it('does not mind another way to say the same', async () => {
    assert.deepEqual(ofCel(await evidence((text) => text.replace('% 2 == 0', '% 2 != 1.0'))), [])
  })

  it('leaves out what no engine would finish, and does not count it', async () => {
    const long = await evidence((text) => `${text}${' '.repeat(70_000)}`)
    assert.deepEqual([long.pairs.expressions, long.expressions.unread, ofCel(long)], [0, 5, []])
  })

  it('reads every text of a manifest of many, each once, on fewer requests', async () => {
    const many = 300
    const rules = Array.from({ length: many }, (_, n) => `  forbid above_${n}: input.half > ${n}.5 because "above"\n`)
    const twice = `  forbid again: input.half > 7.5 because "again"\n`
    const crowded = check(SOURCE.replace('  require cut', `${rules.join('')}${twice}  require cut`), {
      packages: PACKAGES,
    })
    const [manifest] = crowded.program.manifests
    const [action] = crowded.program.actions
    assert.ok(manifest !== undefined && action !== undefined, JSON.stringify(crowded.diagnostics))
    const read: string[] = []
    const held = collectEvidence({
      ...(await publishedRequest(crowded.program, manifest)),
      ...trusted(crowded.program, action),
      readCel: (text) => {
        read.push(text)
        return readCel(text)
      },
    })
    assert.deepEqual(ofCel(held), [])
    assert.deepEqual(held.expressions, { texts: many + 5, unread: 0 })
    assert.equal(new Set(read).size, read.length)
    for (let n = 0; n < many; n++) assert.ok(read.includes(`input.half > ${n}.5`), `${n} of ${read[5]}`)
    assert.ok(held.pairs.expressions >= 8 * many && held.pairs.expressions <= 8_192, String(held.pairs.expressions))
  })
})
