/**
 * Which part a token plays in its row: an operator, a sign, a name. Spacing and line breaks follow from this; so does which bracket stands tight
 * against the word before it.
 */
import type { Segment } from '../syntax/arrange-tokens.ts'
import type { Atom, WordRole } from './layout.ts'

type Token = Segment[number]

/** The atoms of an item read so far, and the `?` among them that still wait for their `:`. */
export interface RowState {
  readonly atoms: Atom[]
  questions: number
}

const OPERATORS: ReadonlySet<string> = new Set([
  '->',
  '=>',
  '=',
  '|',
  '||',
  '&&',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  '+',
  '/',
  '%',
])

export function wordRole(token: Token, next: Token | undefined, state: RowState): WordRole {
  const { image } = token
  if (OPERATORS.has(image)) return 'operator'
  switch (image) {
    case '@':
    case '!':
      return 'prefix'
    case '-':
      return followsOperand(state) ? 'operator' : 'prefix'
    case '*':
      return followsOperand(state) ? 'operator' : 'plain'
    case '.':
    case '..':
      return 'tight'
    case '?':
      if (next?.image === ':') return 'suffix'
      state.questions++
      return 'operator'
    case ':':
      if (state.questions === 0) return 'suffix'
      state.questions--
      return 'operator'
    case 'because':
      if (isSuppression(state.atoms)) return 'plain'
      return next !== undefined && isText(next) && followsOperand(state) ? 'because' : 'plain'
    default:
      return 'plain'
  }
}

/** `suppress CQ7009 because …` is one line, not a contract with its reason under it. */
function isSuppression(atoms: readonly Atom[]): boolean {
  const [first] = atoms
  return first?.kind === 'word' && first.text === 'suppress' && atoms.length === 2
}

function isText({ image }: Token): boolean {
  return image.startsWith('"') || image.startsWith('r"')
}

/** `f(x)`, `list[0]`; never `{`, and not behind the words `where` and `for` of the language. */
export function groupIsAttached(opener: string, state: RowState): boolean {
  if (opener === '{') return false
  return followsOperand(state) && !(opener === '(' && followsFor(state.atoms))
}

/** The row could end here: what follows is an operator or an argument, not a value. */
function followsOperand({ atoms }: RowState): boolean {
  const last = atoms.at(-1)
  if (last === undefined) return false
  return last.kind === 'group' || (last.role === 'plain' && !isClauseWord(atoms))
}

/** The last word is the `where` of a type: it stands directly behind the type. */
function isClauseWord(atoms: readonly Atom[]): boolean {
  const last = atoms.at(-1)
  const before = atoms.at(-2)
  if (last?.kind !== 'word' || last.text !== 'where' || before === undefined) return false
  return before.kind === 'group' || before.role === 'plain'
}

/** `test "title" for (…)` */
function followsFor(atoms: readonly Atom[]): boolean {
  const last = atoms.at(-1)
  const before = atoms.at(-2)
  return last?.kind === 'word' && last.text === 'for' && before?.kind === 'word' && /^r?"/.test(before.text)
}
