/** Redaction: what is found, what is left alone, and that it never throws, never loses structure and is stable. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonValue } from 'clawql-manifest-validator'
import fc from 'fast-check'
import { MAY_ANYTHING } from '../../src/redact/may-hold.ts'
import { redactJson } from '../../src/redact/redact-json.ts'
import { redactText, redactWith } from '../../src/redact/redact-text.ts'

const CASES: readonly (readonly [string, string])[] = [
  ['card 4012-8888-8888-1881, thanks', 'card <CREDIT_CARD>, thanks'],
  ['order 4012888888881882 is no card', 'order 4012888888881882 is no card'],
  ['IBAN DE89 3704 0044 0532 0130 00.', 'IBAN <IBAN_CODE>.'],
  ['IBAN DE89370400440532013001', 'IBAN DE89370400440532013001'],
  ['mail ann.b+c@mail.example.org now', 'mail <EMAIL_ADDRESS> now'],
  ['from 192.168.0.1 and 2001:db8::1', 'from <IP_ADDRESS> and <IP_ADDRESS>'],
  ['version 1.2.3 at 10:30:00', 'version 1.2.3 at 10:30:00'],
  ['key ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'key <SECRET>'],
  ['AKIAIOSFODNN7EXAMPLE', '<SECRET>'],
  ['-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----', '<SECRET>'],
]

/** How secrets, addresses and numbers begin, and what may stand inside them. */
const PIECES = [
  ...CASES.map(([text]) => text),
  ...[
    '-----BEGIN ',
    'RSA PRIVATE KEY-----',
    '-----END PRIVATE KEY-----',
    'eyJ',
    'AKIA',
    'ASIA',
    'ghp_',
    'gho_',
    'ghu_',
  ],
  ...[
    'ghs_',
    'ghr_',
    'github_pat_',
    'xoxb-',
    'xoxs-',
    'sk-',
    'pk_live_',
    'rk-test-',
    'AIza',
    'glpat-',
    'npm_',
    'Bearer ',
  ],
  ...[
    'bEARER  ',
    'abcdefghijklmnopqrstuvwxyz',
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
    '.',
    ':',
    '@',
    '::',
    '1.2.3.4',
    'é',
    '😀',
  ],
]

describe('redaction', () => {
  for (const [text, wanted] of CASES)
    it(JSON.stringify(text.slice(0, 40)), () => assert.equal(redactText(text).text, wanted))

  it('counts spans in code points', () => {
    assert.deepEqual(redactText('😀 a@b.example').spans, [{ start: 2, end: 13, kind: 'EMAIL_ADDRESS' }])
  })

  it('reaches into values and names, and keeps the shape', () => {
    const value = { 'a@b.example': [4012888888881881, { note: 'DE89370400440532013000' }, null, true, 1.5] }
    assert.deepEqual(redactJson(value), {
      '<EMAIL_ADDRESS>': ['<CREDIT_CARD>', { note: '<IBAN_CODE>' }, null, true, 1.5],
    })
  })

  it('keeps every member, also where two names look alike afterwards', () => {
    assert.deepEqual(redactJson({ 'a@b.example': 1, 'c@d.example': 2, 'e@f.example': 3 }), {
      '<EMAIL_ADDRESS>': 1,
      '<EMAIL_ADDRESS> (2)': 2,
      '<EMAIL_ADDRESS> (3)': 3,
    })
  })

  it('is deterministic, stable and without throwing (1,000 runs)', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'0123456789- :.@aDE') })),
        (text) => {
          const once = redactText(text)
          assert.deepEqual(redactText(text), once)
          for (const { start, end } of once.spans) assert.ok(start < end)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('finds by a quick look first what every recogniser finds alone (4,000 runs)', () => {
    const runs = fc
      .constantFrom('0', '4', 'A', 'a', '_', '-', ' ')
      .chain((unit) => fc.nat(40).map((n) => unit.repeat(n)))
    const text = fc.array(fc.oneof(fc.constantFrom(...PIECES), runs, fc.string({ maxLength: 4 })), { maxLength: 7 })
    let found = 0
    fc.assert(
      fc.property(text, (pieces) => {
        const wanted = redactWith(pieces.join(''), MAY_ANYTHING)
        assert.deepEqual(redactText(pieces.join('')), wanted)
        found += wanted.spans.length
      }),
      { numRuns: 4000 },
    )
    assert.ok(found > 300, `${found} spans`)
  })

  it('gives back the very value in which nothing has to go, and changes none in which something has', () => {
    const clean = { note: ['a', 1, null, { deeper: true }], amount: 5000 }
    assert.equal(redactJson(clean), clean)
    const deep = { kept: clean, list: ['a', 'a@b.example', 'c'], last: 4012888888881881 }
    const before = structuredClone(deep)
    assert.deepEqual(redactJson(deep), { kept: clean, list: ['a', '<EMAIL_ADDRESS>', 'c'], last: '<CREDIT_CARD>' })
    assert.deepEqual(deep, before)
    const nested = Array.from({ length: 60 }).reduce<unknown>((inner) => [inner, 'a@b.example'], 'a@b.example')
    assert.equal(JSON.stringify(redactJson(nested as JsonValue)).match(/EMAIL_ADDRESS/g)?.length, 61)
  })

  it('does not slow down on long hostile text', () => {
    for (const piece of [
      '1 ',
      'a.',
      'DE89 ',
      '1:',
      'a@',
      'eyJ',
      'sk-',
      'a@b.cc ',
      '::1 ',
      '1.2.3.4 ',
      '-----BEGIN PRIVATE KEY----- ',
    ])
      assert.ok(redactText(piece.repeat(30_000)).text.length > 0)
    const names = Array.from({ length: 20_000 }, (_, n) => [`${n}@b.cc`, n] as const)
    assert.equal(Object.keys(redactJson(Object.fromEntries(names)) as object).length, 20_000)
  })

  const path = join(import.meta.dirname, '../../../../shared/vectors/pii/presidio-core.jsonl')
  if (existsSync(path)) {
    it('public vectors: Presidio’s cards, IBANs, e-mail addresses and IP addresses', function () {
      const wanted = new Set(['CREDIT_CARD', 'IBAN_CODE', 'EMAIL_ADDRESS', 'IP_ADDRESS'])
      const rows = readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
      let cases = 0
      let [right, told, there] = [0, 0, 0]
      const missed: string[] = []
      for (const { text, entities, count, spans } of rows) {
        if (!entities.every((entity: string) => wanted.has(entity)) || spans === undefined) continue
        cases += 1
        const found = redactText(text).spans.filter(({ kind }) => entities.includes(kind))
        told += found.length
        there += count
        right += Math.min(found.length, count)
        if (found.length !== count)
          missed.push(`${entities}: ${JSON.stringify(text)} wants ${count}, found ${found.length}`)
      }
      const percent = (part: number, of: number) => `${((100 * part) / of).toFixed(1)} %`
      this.test!.title +=
        ` (${cases} cases, ${missed.length} otherwise; precision ${percent(right, told)}, recall ${percent(right, there)})`
      assert.ok(cases > 400)
      assert.ok(missed.length <= cases * 0.05, missed.join('\n'))
    })
  }
})
