/** The two forms of input: lines of JSON, and the head of a NumPy file, byte by byte as NumPy writes it and in every way it may be wrong. */
import assert from 'node:assert/strict'
import { isNpy, type NpyHeader, readNpyHeader, readPosition } from '@clawql/compiler'
import { utf8 } from 'clawql-manifest-validator'
import fc from 'fast-check'

describe('a line of positions', () => {
  const read = (text: string): unknown => readPosition(utf8(text))

  it('is an object with run and vector, whatever else it holds', () => {
    assert.deepEqual(read('{"run":"r1","vector":[1,-2.5e-3]}'), { run: '"r1"', vector: [1, -0.0025] })
    assert.deepEqual(read(' {"agent":"x","vector":[1],"run":7}\r'), { run: '7', vector: [1] })
  })

  it('takes the number 1 and the text "1" for different runs', () => {
    assert.notEqual(
      (read('{"run":1,"vector":[1]}') as { run: string }).run,
      (read('{"run":"1","vector":[1]}') as { run: string }).run,
    )
  })

  for (const [text, reason] of [
    ['{"run":"a","vector":[1}', /byte 22/],
    ['{"run":"a","run":"b","vector":[1]}', /key/],
    ['[1,2]', /a line is an object/],
    ['null', /a line is an object/],
    ['{"vector":[1]}', /run is a text or a whole number/],
    ['{"run":1.5,"vector":[1]}', /run is a text or a whole number/],
    ['{"run":"a"}', /vector is a list of numbers/],
    ['{"run":"a","vector":{"0":1}}', /vector is a list of numbers/],
    ['{"run":"a","vector":[1,"2",3]}', /item 2 of the vector is not a number/],
    ['{"run":"a","vector":[1,null]}', /item 2/],
    ['{"run":"a","vector":[NaN]}', /byte 21/],
  ] as const) {
    it(`is not ${text}`, () => {
      const fault = read(text)
      assert.ok(typeof fault === 'string', `it was read as ${JSON.stringify(fault)}`)
      assert.match(fault, reason)
    })
  }
})

/** A head as NumPy 2 writes it: the dictionary, padded with blanks to a multiple of 64 bytes, and a line feed. */
function head(dictionary: string, version: 1 | 2 | 3 = 1): Uint8Array {
  const first = version === 1 ? 10 : 12
  const length = Math.ceil((first + dictionary.length + 1) / 64) * 64 - first
  const bytes = Buffer.alloc(first + length, ' ')
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0])
  if (version === 1) bytes.writeUInt16LE(length, 8)
  else bytes.writeUInt32LE(length, 8)
  bytes.write(`${dictionary}`, first, 'latin1')
  bytes[bytes.length - 1] = 0x0a
  return bytes
}

const GOOD = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 4), }"

describe('the head of a NumPy file', () => {
  it('is read in formats 1.0, 2.0 and 3.0, float32 and float64', () => {
    const expected: NpyHeader = { runs: 2, agents: 3, dimension: 4, itemSize: 4, offset: 128, fileSize: 128 + 96 }
    for (const version of [1, 2, 3] as const) assert.deepEqual(readNpyHeader(head(GOOD, version)), expected)
    const wide = readNpyHeader(head(GOOD.replace('<f4', '<f8')))
    assert.deepEqual(wide, { ...expected, itemSize: 8, fileSize: 128 + 192 })
  })

  it('is what NumPy wrote, byte for byte', () => {
    const written = Buffer.from(
      'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMsIDIpLCB9',
      'base64',
    )
    const whole = head("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 2), }")
    assert.deepEqual([...whole.subarray(0, written.length)], [...written])
    assert.ok(isNpy(whole))
  })

  it('may have its entries in any order and leave out the last comma', () => {
    const header = readNpyHeader(head("{'shape':(2,3,4),'descr':'<f4','fortran_order':False}")) as NpyHeader
    assert.deepEqual([header.runs, header.agents, header.dimension], [2, 3, 4])
  })

  for (const [what, bytes, reason] of [
    ['big-endian numbers', head(GOOD.replace('<f4', '>f4')), /'>f4': save them as float32 or float64, little endian/],
    ['whole numbers', head(GOOD.replace('<f4', '<i8')), /'<i8'/],
    ['half precision', head(GOOD.replace('<f4', '<f2')), /'<f2'/],
    ['objects', head(GOOD.replace('<f4', '|O')), /'\|O'/],
    ['Fortran order', head(GOOD.replace('False', 'True')), /C order/],
    ['two axes', head(GOOD.replace('(2, 3, 4)', '(6, 4)')), /\(6, 4\): it has to be runs × agents × dimensions/],
    ['no axis', head(GOOD.replace('(2, 3, 4)', '()')), /it has to be/],
    ['an empty axis', head(GOOD.replace('(2, 3, 4)', '(2, 0, 4)')), /nothing is in it/],
    ['a giant axis', head(GOOD.replace('(2, 3, 4)', '(99999999999, 3, 4)')), /more than/],
    ['giant vectors', head(GOOD.replace('(2, 3, 4)', '(2, 3, 70000)')), /1 to 65536/],
    ['an entry too many', head(GOOD.replace('{', "{'x': True, ")), /not a dictionary of descr/],
    ['an entry twice', head(GOOD.replace('{', "{'descr': '<f4', ")), /not a dictionary of descr/],
    ['an entry too few', head("{'descr': '<f4', 'shape': (2, 3, 4), }"), /not a dictionary of descr/],
    ['a record type', head(GOOD.replace("'<f4'", "[('x', '<f4')]")), /not a dictionary of descr/],
    ['code', head(GOOD.replace('False', '__import__("os")')), /not a dictionary of descr/],
    ['another format', Buffer.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 4, 0, 0, 0), /format 1\.0, 2\.0 or 3\.0/],
    ['an end too soon', head(GOOD).subarray(0, 40), /ends within its head/],
    ['an end after the magic', head(GOOD).subarray(0, 7), /ends within its head/],
    [
      'a head of gigabytes',
      Buffer.concat([head(GOOD, 2).subarray(0, 8), Buffer.of(255, 255, 255, 127)]),
      /longer than 4096/,
    ],
  ] as const) {
    it(`is refused with ${what}`, () => {
      const fault = readNpyHeader(bytes)
      assert.ok(typeof fault === 'string', `it was read as ${JSON.stringify(fault)}`)
      assert.match(fault, reason)
    })
  }

  it('never throws (2,000 mutated heads)', () => {
    const whole = [...head(GOOD)]
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(127), fc.nat(255)), { maxLength: 8 }), fc.nat(128), (changes, length) => {
        const bytes = Uint8Array.from(whole)
        for (const [at, byte] of changes) bytes[at] = byte
        assert.ok(['string', 'object'].includes(typeof readNpyHeader(bytes.subarray(0, length))))
      }),
      { numRuns: 2000 },
    )
  })
})
