/** The envelope of the protocol: every line gets one answer with its id, whatever it holds, and none ends the program. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { test } from 'mocha'
import { answerLine } from '../../src/conformance/answer-line.ts'
import { KINDS } from '../../src/conformance/kinds.ts'
import { OVERLONG, splitLines } from '../../src/conformance/split-lines.ts'
import { OURS } from './program.ts'

function answer(text: string): Record<string, unknown> {
  const line = answerLine(Buffer.from(text))
  assert.ok(line !== undefined && !line.includes('\n'))
  return JSON.parse(line)
}

test('what is no request is answered with the id null', () => {
  for (const text of [
    '{',
    'null',
    '[]',
    '1',
    '"x"',
    '{}',
    '{"id":null}',
    '{"id":{}}',
    '{"id":[1]}',
    '{"id":true,"kind":"capabilities"}',
  ]) {
    const { id, error } = answer(text)
    assert.equal(id, null, text)
    assert.equal(typeof error, 'string', text)
  }
  assert.equal(JSON.parse(answerLine(Uint8Array.of(0x22, 0xff, 0x22)) ?? '').id, null)
  assert.equal(answerLine(Buffer.from('  \r')), undefined)
})

test('ids come back as they were, unknown kinds are unsupported, wrong inputs are errors', () => {
  assert.deepEqual(answer('{"id":7,"kind":"fly","input":{}}'), { id: 7, unsupported: true })
  assert.deepEqual(answer('{"id":"a","kind":"toString"}'), { id: 'a', unsupported: true })
  assert.deepEqual(answer('{"id":"a","kind":"__proto__"}'), { id: 'a', unsupported: true })
  assert.deepEqual(answer('{"id":0,"kind":"jcs.canonicalize","input":{"json":"[1.0]"}}'), {
    id: 0,
    result: { canonical: '[1]' },
  })
  for (const rest of [
    '"kind":1',
    '"kind":"worm.root","input":[]',
    '"kind":"worm.root","input":null',
    '"kind":"worm.root","input":{}',
  ]) {
    assert.equal(typeof answer(`{"id":1,${rest}}`)['error'], 'string', rest)
  }
})

test('capabilities name every kind that is answered', () => {
  const { result } = answer('{"id":1,"kind":"capabilities"}') as { result: { kinds: string[] } }
  assert.deepEqual(result.kinds, [...KINDS.keys()])
})

const RUNS = 500

test(`no input of any kind escapes as an exception (${RUNS} random inputs a kind)`, () => {
  const names = [
    'json',
    'base64',
    'yaml',
    'manifest',
    'text',
    'format',
    'action',
    'preset',
    'overrides',
    'alg',
    'key',
    'message',
    'signature',
    'entries',
  ]
  const more = [
    'leafHash',
    'root',
    'proof',
    'index',
    'size',
    'size1',
    'size2',
    'root1',
    'root2',
    'vkeys',
    'note',
    'level',
    'width',
    'schema',
    'instance',
    'input',
    'claims',
    'context',
  ]
  const inputs = fc.dictionary(fc.constantFrom(...names, ...more), fc.jsonValue())
  for (const kind of KINDS.keys()) {
    fc.assert(
      fc.property(inputs, (input) => {
        const { id, result, error } = answer(JSON.stringify({ id: 1, kind, input }))
        assert.equal(id, 1)
        assert.ok((typeof result === 'object' && result !== null) !== (typeof error === 'string'))
      }),
      { numRuns: RUNS },
    )
  }
})

async function lines(chunks: readonly string[], maxBytes: number): Promise<(string | symbol)[]> {
  const found: (string | symbol)[] = []
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield Buffer.from(chunk)
  }
  for await (const line of splitLines(stream(), maxBytes))
    found.push(line === OVERLONG ? line : Buffer.from(line).toString())
  return found
}

test('lines are cut wherever the chunks fall, and one that is too long is reported once', async () => {
  assert.deepEqual(await lines(['ab', 'c\n\nd', '\ne'], 10), ['abc', '', 'd', 'e'])
  assert.deepEqual(await lines(['abcd', 'efgh', 'ij\nk\n'], 5), [OVERLONG, 'k'])
  assert.deepEqual(await lines(['abcde\n', 'abcdef\n', 'abcdef'], 5), ['abcde', OVERLONG, OVERLONG])
  assert.deepEqual(await lines([], 5), [])
})

test('cutting at random gives the lines that splitting gives (200 runs)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n') })), async (chunks) => {
      const expected = chunks.join('').split('\n')
      if (expected.at(-1) === '') expected.pop()
      assert.deepEqual(await lines(chunks, 1000), expected)
    }),
    { numRuns: 200 },
  )
})

test('the program outlives malformed, deep and huge lines', () => {
  const deep = `{"id":1,"kind":"manifest.validate","input":{"manifest":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`
  const huge = `{"id":2,"kind":"json.parse","input":{"base64":"${'A'.repeat(66 * 1024 * 1024)}"}}`
  const input = ['nonsense', deep, huge, '', '{"id":3,"kind":"capabilities"}'].join('\n')
  const [command = '', ...words] = OURS
  const { status, stdout } = spawnSync(command, words, { input, encoding: 'utf8', maxBuffer: 2 ** 27 })
  assert.equal(status, 0)
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: unknown; result?: { ok?: boolean } })
  assert.deepEqual(
    answers.map(({ id }) => id),
    [null, 1, null, 3],
  )
  assert.notEqual(answers[1]?.result?.ok, true)
})
