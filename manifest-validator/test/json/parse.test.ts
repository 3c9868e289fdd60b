/** The strict reader: what JSON.parse reads it reads alike, and what must be refused is refused with code, pointer and offset. */
import assert from 'node:assert/strict'
import { parseJson, parseManifest, utf8 } from 'clawql-manifest-validator'
import fc from 'fast-check'

const parse = (text: string): ReturnType<typeof parseJson> => parseJson(utf8(text))

describe('parseJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6, stringUnit: 'grapheme' }), (text) => {
        const parsed = parse(text)
        assert.ok(parsed.ok)
        assert.deepEqual(JSON.stringify(parsed.value), JSON.stringify(JSON.parse(text)))
      }),
      { numRuns: 1000 },
    )
  })

  it('refuses what JSON.parse refuses', () => {
    const noise = fc
      .array(fc.constantFrom(...'{}[]",:0123456789.eE+-\\u truefalsn\t\n'), { maxLength: 14 })
      .map((parts) => parts.join(''))
    let accepted = 0
    fc.assert(
      fc.property(noise, (text) => {
        let expected: unknown
        let isJson = true
        try {
          expected = JSON.parse(text)
        } catch {
          isJson = false
        }
        const parsed = parse(text)
        if (parsed.ok) accepted += 1
        if (!isJson) assert.equal(parsed.ok, false)
        else if (parsed.ok) assert.deepEqual(JSON.stringify(parsed.value), JSON.stringify(expected))
        else assert.notEqual(parsed.issue.code, 'JSON_SYNTAX')
      }),
      { numRuns: 5000 },
    )
    assert.ok(accepted > 0)
  })

  for (const [text, code, pointer, offset] of [
    ['', 'JSON_SYNTAX', '', 0],
    ['{"a":1,}', 'JSON_SYNTAX', '', 7],
    ['[1,]', 'JSON_SYNTAX', '/1', 3],
    ['01', 'JSON_SYNTAX', '', 1],
    ['"a\nb"', 'JSON_SYNTAX', '', 2],
    ['"\\x"', 'JSON_SYNTAX', '', 1],
    ['"\\u12g4"', 'JSON_SYNTAX', '', 1],
    ['nul', 'JSON_SYNTAX', '', 0],
    ['{"é":{"b":[0,tru]}}', 'JSON_SYNTAX', '/é/b/1', 14],
    ['{"a":1,"b":{"c":1,"c":2}}', 'JSON_DUPLICATE_KEY', '/b/c', 18],
    ['{"a":1,"\\u0061":2}', 'JSON_DUPLICATE_KEY', '/a', 7],
    ['{"__proto__":1,"__proto__":2}', 'JSON_DUPLICATE_KEY', '/__proto__', 15],
    ['["\\ud800"]', 'ILL_FORMED_TEXT', '/0', 1],
    ['{"\\udc00":1}', 'ILL_FORMED_TEXT', '', 1],
    ['[1e999]', 'JSON_NUMBER_TOO_LARGE', '/0', 1],
    ['[-1e400]', 'JSON_NUMBER_TOO_LARGE', '/0', 1],
    [`${'['.repeat(65)}${']'.repeat(65)}`, 'TOO_DEEP', '/0'.repeat(64), 64],
  ] as const) {
    it(`refuses ${text.slice(0, 30) || 'nothing'} with ${code}`, () => {
      const parsed = parse(text)
      assert.ok(!parsed.ok)
      assert.deepEqual([parsed.issue.code, parsed.issue.pointer, parsed.issue.offset], [code, pointer, offset])
    })
  }

  it('allows 64 levels', () => {
    assert.ok(parse(`${'['.repeat(64)}${']'.repeat(64)}`).ok)
  })

  it('refuses bytes that are not UTF-8, with their offset', () => {
    for (const bytes of [
      [0x22, 0xff, 0x22],
      [0x22, 0xc0, 0xaf, 0x22],
      [0x22, 0xed, 0xa0, 0x80, 0x22],
      [0x22, 0xe2, 0x82],
    ]) {
      const parsed = parseJson(Uint8Array.from(bytes))
      assert.ok(!parsed.ok)
      assert.deepEqual([parsed.issue.code, parsed.issue.offset], ['JSON_NOT_UTF8', 1])
    }
    const mark = parseJson(Uint8Array.of(0xef, 0xbb, 0xbf, 0x31))
    assert.ok(!mark.ok && mark.issue.code === 'JSON_NOT_UTF8')
  })

  it('keeps keys that name prototypes as plain members', () => {
    const parsed = parse('{"__proto__":{"polluted":true},"constructor":1}')
    assert.ok(parsed.ok)
    assert.deepEqual(Object.keys(parsed.value as object), ['__proto__', 'constructor'])
    assert.equal(Object.getPrototypeOf(parsed.value), Object.prototype)
  })

  it('refuses more than 8 MiB and reads one string of nearly that', () => {
    const large = parseJson(new Uint8Array(8 * 1024 * 1024 + 1).fill(0x20))
    assert.ok(!large.ok && large.issue.code === 'TOO_LARGE')
    const text = `"${'a'.repeat(8 * 1024 * 1024 - 2)}"`
    const parsed = parse(text)
    assert.ok(parsed.ok && typeof parsed.value === 'string' && parsed.value.length === text.length - 2)
  })
})

describe('parseManifest', () => {
  it('refuses more than 10,000 actions', () => {
    const text = (count: number): string => `{"actions":[${'0,'.repeat(count - 1)}0]}`
    assert.ok(parseManifest(utf8(text(10_000))).ok)
    const parsed = parseManifest(utf8(text(10_001)))
    assert.ok(!parsed.ok)
    assert.deepEqual(
      parsed.issues.map(({ code, pointer }) => [code, pointer]),
      [['TOO_MANY_ACTIONS', '/actions']],
    )
  })

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        parseManifest(bytes)
      }),
      { numRuns: 3000 },
    )
  })
})
