/** The layout itself: what a source looks like when it is formatted, rule by rule, and that the repository's own sources look so. */
import assert from 'node:assert/strict'
import { formatSource } from '../../src/format/format-source.ts'
import { repositoryFiles } from './repository-sources.ts'

const LONG = 'a_name_that_takes_its_time'

const CASES: readonly (readonly [title: string, source: string, formatted: string])[] = [
  ['nothing', '', ''],
  ['nothing but blank space', ' \n\n\t\n', ''],
  ['nothing but a comment', '\n\n  // note', '// note\n'],
  ['line ends of another system', 'role a: agent\r\nrole b: agent\r\n', 'role a: agent\nrole b: agent\n'],
  ['blanks around what stands between', 'role   a :agent', 'role a: agent\n'],
  [
    'empty lines: one, none at the edges',
    '\n\nrole a: agent\n\n\n\nrole b: agent\n\n',
    'role a: agent\n\nrole b: agent\n',
  ],
  [
    'heading, imports and declarations stand apart',
    'module a\nimport b { C }\nimport d { E }\nrole f: agent',
    'module a\n\nimport b { C }\nimport d { E }\n\nrole f: agent\n',
  ],
  [
    'declarations of several lines stand apart',
    'role a: agent\nobject b {\nstate c\n}\nrole d: agent',
    'role a: agent\n\nobject b {\n  state c\n}\n\nrole d: agent\n',
  ],
  [
    'a block without a line break behind its brace stays on its line',
    'purpose a "b" {permits:[c.d,e]}',
    'purpose a "b" { permits: [c.d, e] }\n',
  ],
  [
    'a block with one has a line for each entry',
    'fixture a: claims {\n role: b, purpose: c }',
    'fixture a: claims {\n  role: b\n  purpose: c\n}\n',
  ],
  ['a list with a line break has a line for each element', 'const a = [\n1,2]', 'const a = [\n  1,\n  2,\n]\n'],
  ['parentheses are broken by their width alone', 'type A = String(\nlength: ..9\n)', 'type A = String(length: ..9)\n'],
  [
    'a block with a block in lines has lines',
    'manifest a { b { \n c: 1 }, d: 2 }',
    'manifest a {\n  b {\n    c: 1\n  }\n  d: 2\n}\n',
  ],
  ['empty brackets are tight', 'const a = {  }\nconst b = [\n]', 'const a = {}\nconst b = []\n'],
  ['signs are tight, operators are not', 'const a = - 1-b*!c+ - {}', 'const a = -1 - b * !c + -{}\n'],
  [
    'types and ranges',
    'type A = List < Int( range : 0 .. 9 ) >( length:..3 )',
    'type A = List<Int(range: 0..9)>(length: ..3)\n',
  ],
  ['comparisons keep their blanks', 'const a = b<c', 'const a = b < c\n'],
  ['optional fields and conditions', 'type A = { a ? :Int,b:Int=c?1:2 }', 'type A = { a?: Int, b: Int = c ? 1 : 2 }\n'],
  ['words before parentheses', 'type A = Int where(value>1)', 'type A = Int where (value > 1)\n'],
  ['quantities', 'const a = - 5 USD', 'const a = -5 USD\n'],
  ['texts are kept', 'const a = """\n  b\n """', 'const a = """\n  b\n """\n'],
  [
    'the reason has a line of its own',
    'action a.b {\nrequire c: d because "e"\n}',
    'action a.b {\n  require c: d\n    because "e"\n}\n',
  ],
  [
    'a suppression has one line',
    'suppress CQ7009\n  because "a"   until 2027-01-01\nrole a: agent',
    'suppress CQ7009 because "a" until 2027-01-01\nrole a: agent\n',
  ],
  [
    'a suppression has one line',
    'suppress CQ7009\n  because "a"   until 2027-01-01\nrole a: agent',
    'suppress CQ7009 because "a" until 2027-01-01\nrole a: agent\n',
  ],
  [
    'annotations stay where they are',
    'type A = {\n@ui (widget : x) b: Int\n@ui\nc: Int }',
    'type A = {\n  @ui(widget: x) b: Int\n  @ui\n  c: Int\n}\n',
  ],
  ['documentation', '///About\n///  it.\nrole a: agent', '/// About\n///  it.\nrole a: agent\n'],
  ['a comment behind a line', 'role a: agent// note', 'role a: agent // note\n'],
  [
    'comments in a block',
    'object a { // behind the brace\n\n\n // first\n state b // second\n\n // third\n\n // fourth\n}',
    'object a { // behind the brace\n  // first\n  state b // second\n\n  // third\n\n  // fourth\n}\n',
  ],
  ['a comment behind a comma', 'const a = [1 // one\n, 2]', 'const a = [\n  1, // one\n  2,\n]\n'],
  ['a comment within a line', 'const a = b && // why\nc', 'const a = b\n  && // why\n    c\n'],
  [
    'long rules break before their loosest operators',
    `invariant a: ${LONG}_1 == 1 && ${LONG}_2 == 2 && ${LONG}_3 == 3 && ${LONG}_4 == 4`,
    `invariant a: ${LONG}_1 == 1\n  && ${LONG}_2 == 2\n  && ${LONG}_3 == 3\n  && ${LONG}_4 == 4\n`,
  ],
  [
    'long calls break between their arguments',
    `invariant a: actions.all(${LONG}_1, ${LONG}_2, ${LONG}_3, ${LONG}_4)`,
    `invariant a: actions.all(\n  ${LONG}_1,\n  ${LONG}_2,\n  ${LONG}_3,\n  ${LONG}_4\n)\n`,
  ],
  [
    'a long list takes the lines of its call',
    `const a = f([${LONG}_1, ${LONG}_2, ${LONG}_3, ${LONG}_4])`,
    `const a = f([\n  ${LONG}_1,\n  ${LONG}_2,\n  ${LONG}_3,\n  ${LONG}_4,\n])\n`,
  ],
  [
    'a head of several lines stands out from its block',
    `action a.b {\neffect o.p(input.${LONG}): s(input.${LONG}) -> t(input.${LONG}) {\nreversible: true } }`,
    `action a.b {\n  effect o.p(input.${LONG}): s(input.${LONG})\n      -> t(input.${LONG}) {\n    reversible: true\n  }\n}\n`,
  ],
  [
    'tables have a line for each row',
    'test "t" for (a,b) in [\n(1,allow),(2,deny c)] { given d\n }',
    'test "t" for (a, b) in [\n  (1, allow),\n  (2, deny c),\n] { given d }\n',
  ],
]

describe('format: layout', () => {
  for (const [title, source, formatted] of CASES) {
    it(title, () => {
      assert.equal(formatSource(source), formatted)
      assert.equal(formatSource(formatted), formatted)
    })
  }

  for (const source of [
    'role',
    'const a = "open',
    'const a = 1 /* b */',
    'role a: agent\u202e',
    'const a = 1\rconst b = 2',
  ]) {
    it(`leaves what has an error alone: ${JSON.stringify(source)}`, () => {
      assert.equal(formatSource(source), undefined)
    })
  }

  for (const { path, text } of repositoryFiles()) {
    it(`${path} is formatted`, () => {
      assert.equal(formatSource(text), text)
    })
  }
})
