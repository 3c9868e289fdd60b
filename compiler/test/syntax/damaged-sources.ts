/**
 * Sources as tests of the lexer and the parser need them: those of the repository, and damaged ones, which are sources with a few places cut, moved or
 * overwritten by pieces of the language. Nothing here knows what is right.
 */
import fc from 'fast-check'
import { repositorySources } from '../format/repository-sources.ts'
import { BOMBS } from './bombs.ts'
import { PIECES } from './token-soup.ts'

/** Longer ones add time and nothing that damage could show. */
const MAX_LENGTH = 8000

export const SOURCES: readonly string[] = repositorySources().map(({ text }) => text)

/** What hurts a parser, as long as two of them need to differ. */
export const SHORT_BOMBS: readonly string[] = [...BOMBS.values()].map((text) => text.slice(0, MAX_LENGTH))

const anyEdit: fc.Arbitrary<(text: string) => string> = fc
  .record({
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    removed: fc.oneof(fc.nat(3), fc.nat(80)),
    inserted: fc.array(fc.constantFrom(...PIECES), { maxLength: 3 }),
  })
  .map(({ from, removed, inserted }) => (text) => {
    const at = Math.floor(from * text.length)
    return text.slice(0, at) + inserted.join('') + text.slice(at + removed)
  })

export const damagedSource: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...SOURCES.filter(({ length }) => length <= MAX_LENGTH)),
    fc.array(anyEdit, { minLength: 1, maxLength: 5 }),
  )
  .map(([text, edits]) => edits.reduce((damaged, edit) => edit(damaged), text))

export const tokenSoup: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 120 })
  .map((pieces) => pieces.join(''))
