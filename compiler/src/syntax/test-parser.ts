/**
 * Tests: their tables, what is given, what is called, what is expected. What fixtures and verdicts mean is the checker's business.
 */
import type { IToken } from 'chevrotain'
import { repeatedClause } from '../diagnostics/catalogue/syntax.ts'
import { ActionParser } from './action-parser.ts'
import { VERDICT } from './advice.ts'
import type { Rule } from './direct-parser.ts'
import { TEST_MEMBERS } from './keywords.ts'
import { isWord } from './line-shape.ts'
import { tokenSpan } from './token-span.ts'
import {
  Allow,
  Call,
  Context,
  Deny,
  Expect,
  For,
  Given,
  Governance,
  In,
  LeftBrace,
  LeftBracket,
  LeftParenthesis,
  Numeral,
  RightBrace,
  RightBracket,
  RightParenthesis,
  Stage,
  Test,
  Text,
  Word,
} from './tokens.ts'
import type {
  Documented,
  Exportable,
  Expression,
  GovernedNode,
  Name,
  NumberLiteral,
  RecordExpression,
  TestCell,
  TestDeclaration,
  TestReference,
  TestRow,
  TestTable,
  Verdict,
} from './tree.ts'

/** What stands in front of a declaration's keyword; the declaration's span begins there too. */
export type Head = Documented & Exportable

interface OpenTest {
  readonly given: TestReference[]
  call: TestReference | undefined
  facts: RecordExpression | undefined
  readonly expectations: Verdict[]
  readonly governed: GovernedNode[]
}

function emptyTest(): OpenTest {
  return { given: [], call: undefined, facts: undefined, expectations: [], governed: [] }
}

export abstract class TestParser extends ActionParser {
  protected readonly test: Rule<TestDeclaration, [Head, IToken]> = this.RULE(
    'test',
    (head: Head, start: IToken): TestDeclaration => {
      this.CONSUME(Test)
      const title = this.textOf(this.CONSUME(Text, { ERR_MSG: 'the title of the test in double quotes' }))
      const body = emptyTest()
      let table: TestTable | undefined
      this.attempt(() => {
        this.OPTION(() => {
          table = this.SUBRULE(this.testTable)
        })
        this.reachBody('`{` and the steps of the test')
        this.CONSUME(LeftBrace)
        this.blockItems(() => this.SUBRULE(this.testItem, { ARGS: [body] }))
        this.CONSUME(RightBrace)
      })
      return { kind: 'test', ...head, title, table, ...body, span: this.spanFrom(start) }
    },
  )

  private readonly testTable: Rule<TestTable> = this.RULE('testTable', (): TestTable => {
    const start = this.CONSUME(For)
    const columns: Name[] = []
    const rows: TestRow[] = []
    this.CONSUME(LeftParenthesis, { ERR_MSG: 'the columns in parentheses' })
    this.commaItems(0, RightParenthesis, () =>
      columns.push(this.plainNameOf(this.CONSUME(Word, { ERR_MSG: 'the name of a column' }), 'a column')),
    )
    this.CONSUME(RightParenthesis)
    this.CONSUME(In)
    this.CONSUME(LeftBracket, { ERR_MSG: 'the rows in brackets' })
    this.commaItems(1, RightBracket, () => rows.push(this.SUBRULE(this.testRow)))
    this.CONSUME(RightBracket)
    return { columns, rows, span: this.spanFrom(start) }
  })

  private readonly testRow: Rule<TestRow> = this.RULE('testRow', (): TestRow => {
    const start = this.CONSUME(LeftParenthesis, { ERR_MSG: 'a row in parentheses' })
    const cells: TestCell[] = []
    this.commaItems(0, RightParenthesis, () => cells.push(this.SUBRULE(this.testCell)))
    this.CONSUME(RightParenthesis)
    return { cells, span: this.spanFrom(start) }
  })

  private readonly testCell: Rule<TestCell> = this.RULE(
    'testCell',
    (): TestCell =>
      this.OR({
        DEF: [
          {
            GATE: () => this.at(Allow) || this.at(Stage) || this.at(Deny),
            ALT: () => verdictCell(this.SUBRULE(this.verdict)),
          },
          { ALT: () => valueCell(this.SUBRULE(this.expression)) },
        ],
        ERR_MSG: 'a value or a verdict',
        IGNORE_AMBIGUITIES: true,
      }),
  )

  private readonly testItem: Rule<void, [OpenTest]> = this.RULE('testItem', (body: OpenTest = emptyTest()): void => {
    if (!this.RECORDING_PHASE && isWord(this.LA(1)) && isWord(this.LA(2)) && !TEST_MEMBERS.includes(this.LA(1).image)) {
      this.correctWord(TEST_MEMBERS, 'a test')
    }
    this.OR({
      DEF: [
        { ALT: () => this.CONSUME(Given) && body.given.push(this.SUBRULE(this.testReference)) },
        { ALT: () => this.SUBRULE(this.testCall, { ARGS: [body] }) },
        { ALT: () => this.SUBRULE(this.testFacts, { ARGS: [body] }) },
        { ALT: () => this.CONSUME(Expect) && this.SUBRULE(this.expected, { ARGS: [body] }) },
      ],
      ERR_MSG: '`given`, `call`, `context` or `expect`',
    })
  })

  /** `governance` alone is a column of that name. */
  private readonly expected: Rule<void, [OpenTest]> = this.RULE('expected', (body: OpenTest = emptyTest()): void => {
    this.OR({
      DEF: [
        {
          GATE: () => this.at(Governance) && isWord(this.LA(2)),
          ALT: () => body.governed.push(this.SUBRULE(this.governed)),
        },
        { ALT: () => body.expectations.push(this.SUBRULE(this.verdict)) },
      ],
      ERR_MSG: VERDICT,
      MAX_LOOKAHEAD: 1,
      IGNORE_AMBIGUITIES: true,
    })
  })

  private readonly governed: Rule<GovernedNode> = this.RULE('governed', (): GovernedNode => {
    const start = this.CONSUME(Governance)
    const action = this.SUBRULE(this.qualifiedName, { ARGS: ['the id of an action'] })
    const { entries } = this.SUBRULE(this.entries)
    return { action, entries, span: this.spanFrom(start) }
  })

  private readonly testCall: Rule<void, [OpenTest]> = this.RULE('testCall', (body: OpenTest = emptyTest()): void => {
    const keyword = this.CONSUME(Call)
    const call = this.SUBRULE(this.testReference)
    if (body.call === undefined) body.call = call
    else this.problems.report(repeatedClause, tokenSpan(keyword), { clause: 'call', owner: 'a test' })
  })

  private readonly testFacts: Rule<void, [OpenTest]> = this.RULE('testFacts', (body: OpenTest = emptyTest()): void => {
    const keyword = this.CONSUME(Context)
    const facts = this.SUBRULE(this.record)
    if (body.facts === undefined) body.facts = facts
    else this.problems.report(repeatedClause, tokenSpan(keyword), { clause: 'context', owner: 'a test' })
  })

  private readonly testReference: Rule<TestReference> = this.RULE('testReference', (): TestReference => {
    const start = this.LA(1)
    const name = this.SUBRULE(this.qualifiedName, { ARGS: ['the name of a fixture'] })
    let overrides: RecordExpression | undefined
    this.OPTION(() => {
      overrides = this.SUBRULE(this.record)
    })
    return { name, overrides, span: this.spanFrom(start) }
  })

  private readonly verdict: Rule<Verdict> = this.RULE('verdict', (): Verdict => {
    const start = this.LA(1)
    return this.OR({
      DEF: [
        { ALT: (): Verdict => ({ kind: 'allow', span: tokenSpan(this.CONSUME(Allow)) }) },
        { ALT: () => this.SUBRULE(this.staged) },
        { ALT: () => this.SUBRULE(this.denied) },
        { ALT: (): Verdict => ({ kind: 'column', name: this.nameOf(this.CONSUME(Word)), span: this.spanFrom(start) }) },
      ],
      ERR_MSG: VERDICT,
      IGNORE_AMBIGUITIES: true,
    })
  })

  private readonly staged: Rule<Verdict> = this.RULE('staged', (): Verdict => {
    const start = this.CONSUME(Stage)
    let quorum: NumberLiteral | undefined
    this.OPTION(() => {
      this.CONSUME(LeftParenthesis)
      quorum = this.numberOf(this.CONSUME(Numeral, { ERR_MSG: 'a number of people' }))
      this.CONSUME(RightParenthesis)
    })
    return { kind: 'stage', quorum, span: this.spanFrom(start) }
  })

  private readonly denied: Rule<Verdict> = this.RULE('denied', (): Verdict => {
    const start = this.CONSUME(Deny)
    let reason: Name | undefined
    this.OPTION(() => {
      reason = this.nameOf(this.CONSUME(Word))
    })
    return { kind: 'deny', reason, span: this.spanFrom(start) }
  })
}

function verdictCell(verdict: Verdict): TestCell {
  return { kind: 'verdict', verdict, span: verdict.span }
}

function valueCell(value: Expression): TestCell {
  return { kind: 'value', value, span: value.span }
}
