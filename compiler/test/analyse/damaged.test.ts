/**
 * Damaged projects: the front never throws and always ends, and a project with an error never counts as one without.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { check } from '../../src/testing/expect-diagnostics.ts'
import { PACKAGES, readDirectory } from '../repository-host.ts'

const FILES = Object.fromEntries(
  Object.entries(readDirectory('examples/treasury')).map(([path, content]) => [
    path,
    typeof content === 'string' ? content : new TextDecoder().decode(content),
  ]),
)
const PATHS = Object.keys(FILES).filter((path) => /\.(claw|yaml|pub)$/.test(path))
const WORDS = [...new Set(Object.values(FILES).flatMap((text) => text.match(/[\w.-]+|[^\w\s]/g) ?? []))]
const RUNS = Number(process.env['DAMAGE_RUNS'] ?? 250)

/** Takes a piece out of a file, puts a word of the project in its place. */
const damage = fc.record({
  path: fc.constantFrom(...PATHS),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 12 }),
  word: fc.oneof(fc.constantFrom(...WORDS), fc.constantFrom('', '\n', '"', '}', '{', ')', '(', '[', ']')),
})

describe('damaged projects', () => {
  it(`are read to the end, ${RUNS} runs`, () => {
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
        const files = { ...FILES }
        for (const { path, at, length, word } of damages) {
          const text = files[path]!
          const start = Math.floor(at * text.length)
          files[path] = text.slice(0, start) + word + text.slice(start + length)
        }
        const { diagnostics, hasErrors, program, sources } = check(files, { packages: PACKAGES })
        assert.equal(
          hasErrors,
          diagnostics.some(({ severity }) => severity === 'error'),
        )
        assert.ok(JSON.stringify({ ...program, origins: undefined }).length > 0)
        for (const { location } of diagnostics) {
          const text = sources.get(location.file) ?? ''
          assert.ok(
            location.span.start <= location.span.end && location.span.end <= text.length,
            JSON.stringify(location),
          )
        }
      }),
      { numRuns: RUNS },
    )
  })
})
