/**
 * The short way from rule to rule and chevrotain's own give the same trees, the same errors and the same count of steps, on every text.
 */
import assert from 'node:assert/strict'
import {
  type ConsumeMethodOpts,
  EmbeddedActionsParser,
  type IToken,
  LLkLookaheadStrategy,
  type Rule,
  type TokenType,
  tokenLabel,
} from 'chevrotain'
import fc from 'fast-check'
import { DiagnosticSink } from '../../src/diagnostics/diagnostic.ts'
import { parseSource } from '../../src/syntax/parse-source.ts'
import { SourceParser } from '../../src/syntax/source-parser.ts'
import { damagedSource, SHORT_BOMBS, SOURCES, tokenSoup } from './damaged-sources.ts'

const RUNS = 1000

/** What `direct-parser.ts` replaces. */
const REPLACED = [
  'consumeInternal',
  'subruleInternal',
  'optionInternal',
  'manyInternal',
  'manySepFirstInternal',
  'atLeastOneSepFirstInternal',
  'orInternal',
] as const

/** Reads the same grammar in chevrotain's way; only the words for a failure are ours. */
class ChevrotainParser extends SourceParser {
  declare private lookaheadStrategy: unknown
  declare private preComputeLookaheadFunctions: (rules: readonly Rule[]) => void

  constructor() {
    super(false)
    this.lookaheadStrategy = new LLkLookaheadStrategy({ maxLookahead: 2 })
    this.preComputeLookaheadFunctions(Object.values(this.getGAstProductions()))
  }

  protected override get isAsChevrotain(): boolean {
    return true
  }

  protected consumeInternalError(expected: TokenType, _found: IToken, options?: ConsumeMethodOpts): never {
    this.refuse(options?.ERR_MSG ?? tokenLabel(expected))
  }

  protected raiseNoAltException(_use: number, expected = 'something else'): never {
    this.refuse(expected)
  }
}

for (const name of REPLACED) {
  const method: unknown = Reflect.get(EmbeddedActionsParser.prototype, name)
  assert.equal(typeof method, 'function', `chevrotain has \`${name}\``)
  assert.notEqual(Reflect.get(SourceParser.prototype, name), method, `\`${name}\` is replaced`)
  Reflect.set(ChevrotainParser.prototype, name, method)
}

function outcomeOf(text: string, parser: SourceParser): { readonly json: string; readonly isSound: boolean } {
  const sink = new DiagnosticSink()
  const meter = { steps: 0 }
  const tree = parseSource('test.claw', text, sink, { meter, parser })
  const diagnostics = sink.sorted()
  return { json: JSON.stringify({ tree, diagnostics, meter }, undefined, 1), isSound: diagnostics.length === 0 }
}

describe('syntax: the direct parser agrees with chevrotain’s way', () => {
  const direct = new SourceParser(false)
  const chevrotain = new ChevrotainParser()
  let erroneous = 0

  function checkParse(text: string): void {
    const expected = outcomeOf(text, chevrotain)
    if (!expected.isSound) erroneous += 1
    assert.equal(outcomeOf(text, direct).json, expected.json)
  }

  it(`on the ${SOURCES.length} sources of the repository`, () => {
    for (const text of SOURCES) checkParse(text)
  })

  it(`on the ${SHORT_BOMBS.length} texts made to hurt`, () => {
    for (const text of SHORT_BOMBS) checkParse(text)
  })

  it(`on damaged sources and on the language’s tokens in any order (${RUNS} runs each)`, () => {
    erroneous = 0
    for (const texts of [damagedSource, tokenSoup]) fc.assert(fc.property(texts, checkParse), { numRuns: RUNS })
    assert.ok(erroneous > RUNS, `${erroneous} texts with errors`)
  })
})
