/**
 * Declarations of objects: their states, and the operations from one to another. Which exist, and whether they fit, is the checker's business.
 */
import type { IToken } from 'chevrotain'
import type { Rule } from './direct-parser.ts'
import { OBJECT_MEMBERS } from './keywords.ts'
import { isWord } from './line-shape.ts'
import { type Head, TestParser } from './test-parser.ts'
import {
  Arrow,
  Colon,
  LeftBrace,
  LeftParenthesis,
  ObjectWord,
  Operation,
  RightBrace,
  RightParenthesis,
  State,
  Word,
} from './tokens.ts'
import type { Name, ObjectDeclaration, OperationDeclaration, StateDeclaration, TypeNode } from './tree.ts'

/** A rule that reads one declaration, given what stood in front of its keyword and where that began. */
export type DeclarationRule<T> = Rule<T, [Head, IToken]>

interface OpenObject {
  readonly states: StateDeclaration[]
  readonly operations: OperationDeclaration[]
}

function emptyObject(): OpenObject {
  return { states: [], operations: [] }
}

export abstract class ObjectParser extends TestParser {
  protected readonly object: DeclarationRule<ObjectDeclaration> = this.RULE(
    'object',
    (head: Head, start: IToken): ObjectDeclaration => {
      this.CONSUME(ObjectWord)
      const name = this.declaredName('the name of the object')
      const body = emptyObject()
      this.attempt(() => {
        this.reachBody('`{` and the states and operations of the object')
        this.CONSUME(LeftBrace)
        this.blockItems(this.readObjectItem, body)
        this.CONSUME(RightBrace)
      })
      return { kind: 'object', ...head, name, ...body, span: this.spanFrom(start) }
    },
  )

  private readonly readObjectItem = (body: OpenObject): void => this.SUBRULE(this.objectItem, { ARGS: [body] })

  private readonly objectItem: Rule<void, [OpenObject]> = this.RULE(
    'objectItem',
    (body: OpenObject = emptyObject()): void => {
      if (
        !this.RECORDING_PHASE &&
        isWord(this.LA(1)) &&
        isWord(this.LA(2)) &&
        !OBJECT_MEMBERS.includes(this.LA(1).image)
      ) {
        this.correctWord(OBJECT_MEMBERS, 'an object')
      }
      this.OR({
        DEF: [
          { ALT: () => body.states.push(this.SUBRULE(this.state)) },
          { ALT: () => body.operations.push(this.SUBRULE(this.operation)) },
        ],
        ERR_MSG: '`state` or `operation`',
      })
    },
  )

  private readonly state: Rule<StateDeclaration> = this.RULE('state', (): StateDeclaration => {
    const start = this.CONSUME(State)
    const name = this.nameOf(this.CONSUME(Word, { ERR_MSG: 'the name of the state' }))
    const parameters: TypeNode[] = []
    this.OPTION(() => {
      this.CONSUME(LeftParenthesis)
      this.commaItems(0, RightParenthesis, () => parameters.push(this.SUBRULE(this.type)))
      this.CONSUME(RightParenthesis)
    })
    return { name, parameters, span: this.spanFrom(start) }
  })

  private readonly operation: Rule<OperationDeclaration> = this.RULE('operation', (): OperationDeclaration => {
    const start = this.CONSUME(Operation)
    const name = this.nameOf(this.CONSUME(Word, { ERR_MSG: 'the name of the operation' }))
    let from: Name | undefined
    let to: Name | undefined
    this.attempt(() => {
      this.CONSUME(Colon, { ERR_MSG: '`:` and the states before and after' })
      from = this.nameOf(this.CONSUME1(Word, { ERR_MSG: 'the state before' }))
      this.CONSUME(Arrow)
      to = this.nameOf(this.CONSUME2(Word, { ERR_MSG: 'the state after' }))
    })
    return { name, from, to, span: this.spanFrom(start) }
  })

  protected declaredName(expected: string): Name {
    return this.nameOf(this.CONSUME(Word, { ERR_MSG: expected }))
  }
}
