/** Bytes: UTF-8, hexadecimal, base64, SHA-256 and CIDs against the platform's own. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { cidOf, fromBase64, fromHex, sha256, sha256Hex, toBase64, toHex, utf8 } from 'clawql-manifest-validator'
import fc from 'fast-check'
import { sha256OfText } from '../../src/bytes/sha256.ts'
import { decodeUtf8 } from '../../src/json/decode-utf8.ts'

const BYTES = fc.uint8Array({ maxLength: 300 })
const TEXT = fc.string({ unit: 'grapheme', maxLength: 200 })

describe('bytes', () => {
  it('utf8 writes what TextEncoder writes, and decodes back', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        assert.deepEqual(utf8(text), new TextEncoder().encode(text))
        assert.deepEqual(decodeUtf8(utf8(text)), { text })
      }),
    )
  })

  it('utf8 refuses lone surrogates instead of replacing them', () => {
    for (const text of ['\ud800', 'a\udc00', '\ud800\ud800\udc00', '\udc00\ud800'])
      assert.throws(() => utf8(text), TypeError)
  })

  it('decodes exactly the bytes that a fatal TextDecoder decodes', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const near = fc.array(
      fc.constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xa0, 0x9f, 0xed, 0xef, 0xf0, 0x90, 0x8f, 0xf4, 0xf5),
      {
        maxLength: 8,
      },
    )
    fc.assert(
      fc.property(near, (list) => {
        const bytes = Uint8Array.from(list)
        let expected: string | undefined
        try {
          expected = decoder.decode(bytes)
        } catch {
          expected = undefined
        }
        const actual = decodeUtf8(bytes)
        assert.equal('text' in actual ? actual.text : undefined, expected)
      }),
      { numRuns: 5000 },
    )
  })

  it('decodes text longer than one chunk, split inside a pair', () => {
    const text = `${'a'.repeat(4095)}😀${'é'.repeat(5000)}`
    assert.deepEqual(decodeUtf8(new TextEncoder().encode(text)), { text })
  })

  it('refuses a byte order mark', () => {
    assert.deepEqual(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x31)), { badOffset: 0 })
  })

  it('hexadecimal and base64 are the platform’s, and strict', () => {
    fc.assert(
      fc.property(BYTES, (bytes) => {
        assert.equal(toHex(bytes), Buffer.from(bytes).toString('hex'))
        assert.equal(toBase64(bytes), Buffer.from(bytes).toString('base64'))
        assert.deepEqual(fromHex(toHex(bytes)), bytes)
        assert.deepEqual(fromBase64(toBase64(bytes)), bytes)
      }),
    )
    for (const text of ['0', 'AB', '0g', ' 00']) assert.equal(fromHex(text), undefined)
    for (const text of ['AA', 'A===', 'AB==', 'AAB=', 'AA==AA==', 'AA-_', 'A A=', '====', 'AA=A'])
      assert.equal(fromBase64(text), undefined)
  })

  it('hashes as the platform does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const expected = createHash('sha256').update(bytes).digest()
        assert.equal(sha256Hex(bytes), expected.toString('hex'))
        assert.equal(Buffer.compare(sha256(bytes), expected), 0)
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 9000 }), (text) => {
        assert.equal(toHex(sha256OfText(text)), createHash('sha256').update(text, 'utf8').digest('hex'))
      }),
    )
  })

  it('gives CIDv1, raw, sha2-256, base32', () => {
    assert.equal(cidOf(utf8('hello')), 'bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq')
    assert.equal(cidOf(new Uint8Array(0)), 'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku')
  })
})
