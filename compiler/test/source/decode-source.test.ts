/**
 * Bytes to text: what is refused, where it is underlined, and that good text comes through unchanged.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { DiagnosticSink } from '../../src/diagnostics/diagnostic.ts'
import { decodeSource, MAX_SOURCE_BYTES } from '../../src/source/decode-source.ts'
import { decodeUtf8 } from '../../src/source/decode-utf8.ts'

const RUNS = 2000

function decode(bytes: Uint8Array): { readonly text: string | undefined; readonly found: readonly string[] } {
  const sink = new DiagnosticSink()
  const text = decodeSource('test.claw', bytes, sink)
  const found = sink.sorted().map(({ code, location: { span } }) => `${code} ${span.start}-${span.end}`)
  return { text, found }
}

const decodeText = (text: string): ReturnType<typeof decode> => decode(new TextEncoder().encode(text))

describe('source: decoding', () => {
  it(`agrees with the platform's strict decoder on random bytes (${RUNS} runs)`, () => {
    // Mostly bytes at the edges of the well-formedness table.
    const edges = fc.constantFrom(
      0x00,
      0x41,
      0x7f,
      0x80,
      0x8f,
      0x90,
      0x9f,
      0xa0,
      0xbf,
      0xc0,
      0xc2,
      0xdf,
      0xe0,
      0xed,
      0xef,
      0xf0,
      0xf4,
      0xf5,
      0xff,
    )
    fc.assert(
      fc.property(fc.array(edges, { maxLength: 12 }), (values) => {
        const bytes = Uint8Array.from(values)
        let expected: string | undefined
        try {
          expected = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
        } catch {
          expected = undefined
        }
        const decoded = decodeUtf8(bytes)
        assert.equal(decoded.ok ? decoded.text : undefined, expected)
      }),
      { numRuns: RUNS },
    )
  })

  it(`gives back every text (${RUNS} runs)`, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const decoded = decodeUtf8(new TextEncoder().encode(text))
        assert.ok(decoded.ok)
        assert.equal(decoded.text, text)
        assert.equal(decoded.ascii, /^[\x00-\x7f]*$/.test(text))
      }),
      { numRuns: RUNS },
    )
  })

  it('names the byte that is no UTF-8', () => {
    const sink = new DiagnosticSink()
    assert.equal(decodeSource('test.claw', Uint8Array.of(0x61, 0x62, 0xff), sink), undefined)
    assert.deepEqual(
      sink.sorted().map(({ code, message }) => `${code} ${message}`),
      ['CQ1001 the file is not UTF-8: byte 2 does not belong to a character'],
    )
  })

  it('takes files up to a mebibyte', () => {
    assert.equal(decode(new Uint8Array(MAX_SOURCE_BYTES).fill(0x61)).text?.length, MAX_SOURCE_BYTES)
    assert.deepEqual(decode(new Uint8Array(MAX_SOURCE_BYTES + 1).fill(0x61)), {
      text: undefined,
      found: ['CQ1003 0-0'],
    })
  })

  it('reports a byte order mark once and reads on', () => {
    assert.deepEqual(decodeText('\ufeffrole a: human'), { text: '\ufeffrole a: human', found: ['CQ1002 0-1'] })
    assert.deepEqual(decodeText('a\ufeffb').found, ['CQ1006 1-2'])
  })

  it('reports text that is not in NFC where it begins', () => {
    assert.deepEqual(decodeText('abc cafe\u0301 x').found, ['CQ1004 7-9'])
    assert.deepEqual(decodeText('caf\u00e9 \u6f22\u5b57').found, [])
    assert.deepEqual(decodeText('\u212b').found, ['CQ1004 0-1'])
  })

  it('does not put endless runs of marks in order', () => {
    const text = `a${'\u0301'.repeat(200_000)}${'\u0323'.repeat(200_000)}`
    assert.deepEqual(decodeText(text).found, ['CQ1004 1-32'])
  })

  it('reports bidirectional controls and invisible characters wherever they stand', () => {
    assert.deepEqual(decodeText('// a\u202eb').found, ['CQ1005 4-5'])
    assert.deepEqual(decodeText('"\u2066x\u2069"').found, ['CQ1005 1-2', 'CQ1005 3-4'])
    assert.deepEqual(decodeText('a\u200bb \u00ad \u2028 \u3164 \u0000 \u007f \u{e0041}').found, [
      'CQ1006 1-2',
      'CQ1006 4-5',
      'CQ1006 6-7',
      'CQ1006 8-9',
      'CQ1006 10-11',
      'CQ1006 12-13',
      'CQ1006 14-16',
    ])
  })

  it('lets tabs, line ends and ordinary emoji through', () => {
    assert.deepEqual(decodeText('\ta\r\nb\n// \u26a0\ufe0f \u{1f600} \u00a7').found, [])
    assert.deepEqual(decodeText('a\rb').found, ['CQ1006 1-2'])
    assert.deepEqual(decodeText('a\ufe0f').found, ['CQ1006 1-2'])
  })

  it('reports words that mix scripts', () => {
    const sink = new DiagnosticSink()
    decodeSource(
      'test.claw',
      new TextEncoder().encode('role p\u0430ypal: human // \u03bfk \u043c\u043e\u0441\u043a\u0432\u0430 \uff21b'),
      sink,
    )
    assert.deepEqual(
      sink.sorted().map(({ code, message }) => `${code} ${message}`),
      [
        'CQ1007 the word `p\u0430ypal` mixes letters of Latin and Cyrillic, which look alike',
        'CQ1007 the word `\u03bfk` mixes letters of Latin and Greek, which look alike',
        'CQ1007 the word `\uff21b` mixes letters of styled Latin and Latin, which look alike',
      ],
    )
  })

  it('reports no more than twenty of a kind', () => {
    assert.equal(decodeText('\u200b'.repeat(100_000)).found.length, 20)
  })
})
