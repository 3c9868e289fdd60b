import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { readYaml } from '../../src/import/read-yaml.ts'
import { yamlValue } from '../../src/import/yaml-value.ts'

const value = (text: string): unknown => {
  const reading = readYaml(text)
  return reading.ok ? yamlValue(reading.node) : `refused: ${reading.issue.message}`
}

describe('read-yaml', () => {
  const accepted: readonly (readonly [string, unknown])[] = [
    ['a: 1\nb: [x, "y"]', { a: 1, b: ['x', 'y'] }],
    ['- subject: ada\n  roles: [boss]', [{ subject: 'ada', roles: ['boss'] }]],
    ['a: yes', { a: 'yes' }],
    ['a: 0x1F', { a: 31 }],
    ['a: -0', { a: 0 }],
    ['"<<": 1', { '<<': 1 }],
    ['1: x', { '1': 'x' }],
    ['# nothing', null],
    ['%YAML 1.2\n---\na: b', { a: 'b' }],
    ['a: |\n  text\n  more\n', { a: 'text\nmore\n' }],
  ]
  for (const [text, expected] of accepted) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(value(text), expected))
  }

  const refused: readonly (readonly [string, string])[] = [
    ['a: 1\na: 2', 'the key `a` is repeated'],
    ['{a: 1, "a": 2}', 'the key `a` is repeated'],
    ['&x a', 'anchors are not allowed'],
    ['*x', 'aliases are not allowed'],
    ['!!str a', 'tags are not allowed'],
    ['a: ! b', 'tags are not allowed'],
    ['<<: {a: 1}', 'merge keys are not allowed'],
    ['a\n---\nb', 'a second document'],
    ['%YAML 1.1\n---\na', 'directives are not allowed'],
    ['%TAG ! tag:x,2000:\n---\na', 'directives are not allowed'],
    ['%YAML 1.2\n%YAML 1.2\n---\n', 'a second directive'],
    ['a: .nan', 'infinity and not-a-number have no JSON form'],
    ['a: 1e999', 'infinity and not-a-number have no JSON form'],
    ['a: 9007199254740993', 'an integer beyond 2^53'],
    ['"\\ud800"', 'text with half a surrogate pair'],
    ['a: \u0007', 'a character that YAML does not allow'],
    ['['.repeat(100_000), 'nested deeper than 64 levels'],
    ['- '.repeat(5_000), 'nested deeper than 64 levels'],
  ]
  for (const [text, message] of refused) {
    it(`refuses ${JSON.stringify(text.slice(0, 40))}: ${message}`, () =>
      assert.equal(value(text), `refused: ${message}`))
  }

  it('says where', () => {
    const reading = readYaml('ok: 1\nbad: *x\n')
    assert.deepEqual(!reading.ok && reading.issue.span, { start: 11, end: 13 })
  })

  it('bounds the size', () => {
    assert.equal(readYaml('x'.repeat(11), 10).ok, false)
    assert.equal(readYaml('x'.repeat(10), 10).ok, true)
  })

  it('keeps `__proto__` an ordinary key', () => {
    const read = value('__proto__: {polluted: 1}') as Record<string, unknown>
    assert.deepEqual(Object.keys(read), ['__proto__'])
    assert.equal(Object.getPrototypeOf(read), Object.prototype)
  })

  it('reads any JSON value back, 300 runs', () => {
    const json = fc.jsonValue({ maxDepth: 4 }).filter((sample) => JSON.stringify(sample).isWellFormed())
    fc.assert(
      fc.property(json, (sample) => {
        const expected: unknown = JSON.parse(JSON.stringify(sample))
        const actual = value(JSON.stringify(sample))
        // What the reader refuses on purpose (control characters, large integers) has no value to compare.
        if (typeof actual === 'string' && actual.startsWith('refused:')) return
        assert.deepEqual(actual, expected)
      }),
      { numRuns: 300 },
    )
  })

  it('never throws on arbitrary text, 500 runs', () => {
    const text = fc.string({
      unit: fc.constantFrom(
        'a',
        ':',
        ' ',
        '\n',
        '-',
        '[',
        ']',
        '{',
        '}',
        '"',
        "'",
        '&',
        '*',
        '!',
        '|',
        '%',
        '#',
        ',',
        '?',
        '\t',
      ),
    })
    fc.assert(
      fc.property(text, (sample) => {
        assert.equal(typeof readYaml(sample).ok, 'boolean')
      }),
      { numRuns: 500 },
    )
  })
})

const VECTORS = new URL('../../../../shared/vectors/yaml/', import.meta.url)

// Public vectors, where they are: the strict reader refuses more than YAML does, and never reads anything differently.
if (existsSync(VECTORS)) {
  const lines = (
    name: string,
  ): readonly { readonly id: string; readonly yaml: string; readonly json_text?: string }[] =>
    readFileSync(new URL(name, VECTORS), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  const errors = lines('suite-errors.jsonl')
  const values = lines('suite-json.jsonl')

  describe('read-yaml on the YAML test suite', () => {
    it(`refuses all ${errors.length} erroneous documents`, () => {
      assert.deepEqual(
        errors.filter(({ yaml }) => readYaml(yaml).ok).map(({ id }) => id),
        [],
      )
    })

    it(`reads no value differently, of ${values.length} documents`, () => {
      const different = values.filter(({ yaml, json_text = '' }) => {
        const reading = readYaml(yaml)
        if (!reading.ok) return false
        const expected: unknown = json_text.trim() === '' ? null : JSON.parse(json_text)
        try {
          assert.deepEqual(yamlValue(reading.node), expected)
          return false
        } catch {
          return true
        }
      })
      assert.deepEqual(
        different.map(({ id }) => id),
        [],
      )
    })
  })
}
