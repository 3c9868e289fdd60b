/** The adapter to a Presidio analyzer: over a real socket, what it asks, what it makes of the answers, and that every other answer fails closed. */
import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import type { JsonValue } from 'clawql-manifest-validator'
import { createPresidioRedactor, type PresidioOptions } from '../../src/node/redact/presidio-redactor.ts'
import { applySpans } from '../../src/redact/apply-spans.ts'
import { RedactionUnavailableError } from '../../src/redact/redactor.ts'
import { type Analyzer, json, serveAnalyzer } from '../support/presidio-server.ts'

const TEXT = 'call Ann Lee'

describe('redaction by a Presidio analyzer', () => {
  let analyzer: Analyzer
  before(async () => {
    analyzer = await serveAnalyzer()
  })
  beforeEach(() => {
    analyzer.misbehave = undefined
  })
  after(() => analyzer.close())

  const redact = async (value: JsonValue, options: Partial<PresidioOptions> = {}) =>
    createPresidioRedactor({ url: analyzer.url, ...options }).redact(value, { part: 'input' })

  it('blots what it finds, counted in code points, overlapping or not', async () => {
    assert.equal(await redact('😀 für 李明 und Ann Lee.'), '😀 für 李明 und <PERSON>.')
    assert.equal(await redact('李明 😀 Bob Stone 555-123-4567'), '李明 😀 <PERSON> <PHONE_NUMBER>')
  })

  it('reaches into values, names and long numbers, and keeps what people decide by', async () => {
    const value = { to: [{ 'Ann Lee': 5551234567 }], amount: 250000, note: 'Lee', ok: true, none: null }
    assert.deepEqual(await redact(value), {
      to: [{ '<PERSON>': '<PHONE_NUMBER>' }],
      amount: 250000,
      note: '<LOCATION>',
      ok: true,
      none: null,
    })
  })

  it('asks for each text once, in the analyzer’s own words', async () => {
    const from = analyzer.asked.length
    const options = { entities: ['PERSON'], scoreThreshold: 0.5, headers: { authorization: 'Basic eA==' } }
    assert.deepEqual(await redact([TEXT, TEXT, '', '—', 'Lee'], options), [
      'call <PERSON>',
      'call <PERSON>',
      '',
      '—',
      'Lee',
    ])
    const terms = { language: 'en', entities: ['PERSON'], score_threshold: 0.5, authorization: 'Basic eA==' }
    assert.deepEqual(analyzer.asked.slice(from), [
      { text: TEXT, ...terms },
      { text: 'Lee', ...terms },
    ])
    assert.equal(await redact('call 555-123-4567', { scoreThreshold: 0.5 }), 'call 555-123-4567')
  })

  it('blots spans that lie inside others, and what lies between those', () => {
    const spans = [
      { start: 5, end: 7, kind: 'C' },
      { start: 2, end: 4, kind: 'B' },
      { start: 1, end: 9, kind: 'A' },
      { start: 8, end: 10, kind: 'D' },
      { start: 10, end: 11, kind: 'E' },
    ]
    assert.equal(applySpans('0123456789abc', spans), '0<A><E>bc')
  })

  it('takes an address with a path and a slash at its end', async () => {
    await assert.rejects(async () => redact(TEXT, { url: `${analyzer.url}/presidio/` }), /answered with status 404/)
    assert.equal(await redact(TEXT, { url: `${analyzer.url}/` }), 'call <PERSON>')
  })

  it('of options that are none is a mistake of whoever wrote them', () => {
    assert.throws(() => createPresidioRedactor({ url: 'ftp://example.org' }), TypeError)
    assert.throws(() => createPresidioRedactor({ url: 'nowhere' }), TypeError)
    assert.throws(() => createPresidioRedactor({ url: 'http://example.org', timeoutMs: 0 }), TypeError)
  })

  const result = { start: 5, end: 12, entity_type: 'PERSON', score: 0.85 }
  const results: readonly (readonly [string, unknown])[] = [
    ['an object', result],
    ['a text', TEXT],
    ['the answer to many', [[result]]],
    ['null in the list', [null]],
    ['no start', [{ ...result, start: undefined }]],
    ['a start that is a text', [{ ...result, start: '5' }]],
    ['half a character', [{ ...result, start: 5.5 }]],
    ['a negative start', [{ ...result, start: -1 }]],
    ['an empty span', [{ ...result, end: 5 }]],
    ['a span turned round', [{ ...result, start: 12, end: 5 }]],
    ['a span behind the end', [{ ...result, end: 13 }]],
    ['a span without end', [{ ...result, end: 1e300 }]],
    ['one good and one bad span', [result, { ...result, end: 99 }]],
    ['an entity that is no name', [{ ...result, entity_type: `${TEXT}<b>` }]],
    ['no entity', [{ ...result, entity_type: '' }]],
  ]
  const answers: readonly (readonly [string, (response: ServerResponse, text: string) => void])[] = [
    ...results.map(([what, value]) => [what, (response: ServerResponse) => json(response, 200, value)] as const),
    ['an error that repeats the text', (response, text) => json(response, 500, { error: text })],
    ['refused by the caller’s fault', (response) => json(response, 400, [])],
    ['nothing found, with another status', (response) => json(response, 201, [])],
    ['no content', (response) => response.writeHead(204).end()],
    ['an empty body', (response) => response.writeHead(200).end()],
    ['what is no JSON', (response) => response.end('[')],
    ['a name twice', (response) => response.end('[{"start":5,"start":6,"end":12,"entity_type":"PERSON"}]')],
    ['what is no UTF-8', (response) => response.end(Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]))],
    [
      'a redirection, even to where nothing is found',
      (response) => {
        analyzer.misbehave = (next) => json(next, 200, [])
        response.writeHead(307, { location: `${analyzer.url}/analyze` }).end()
      },
    ],
    ['five megabytes of nothing found', (response) => response.end(`${'['.padEnd(5 << 20, ' ')}]`)],
    ['a body that breaks off', (response) => void response.write('[', () => response.destroy())],
    ['a connection that breaks off', (response) => response.destroy()],
  ]
  for (const [what, answer] of answers) {
    it(`${what}: fails closed, and does not repeat the text`, async () => {
      analyzer.misbehave = answer
      await assert.rejects(redact([TEXT, 'other']), refused)
    })
  }

  it('that does not answer, or never ends its answer, fails when its time is over', async () => {
    for (const answer of [() => undefined, (response: ServerResponse) => void response.write('[')]) {
      analyzer.misbehave = answer
      await assert.rejects(redact(TEXT, { timeoutMs: 30 }), /did not answer within 30 ms/)
    }
  })

  it('that is not there fails closed', async () => {
    const gone = await serveAnalyzer()
    await gone.close()
    await assert.rejects(redact(TEXT, { url: gone.url }), refused)
    await assert.rejects(redact(TEXT, { language: 'xx' }), /answered with status 500/)
  })
})

function refused(error: unknown): boolean {
  assert.ok(error instanceof RedactionUnavailableError, String(error))
  assert.match(error.message, /^the analyzer/)
  assert.ok(!error.message.includes('Ann') && error.cause === undefined)
  return true
}
