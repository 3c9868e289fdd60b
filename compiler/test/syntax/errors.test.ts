/**
 * Mistakes in declarations, blocks, brackets and expressions: what is told, where it is underlined, and that it is told once.
 */
import assert from 'node:assert/strict'
import { expectMarked } from './marked-source.ts'
import { parse } from './parse.ts'

function marked(title: string, source: string): void {
  it(title, () => expectMarked(source))
}

describe('syntax: declarations', () => {
  marked(
    'misspelled keywords are read as what was meant',
    `
  acton a.b {
//^^^^^ error CQ1102 no declaration begins with \`acton\`
    inptu { a: String }
//  ^^^^^ error CQ1109 \`inptu\`
    requre r: input.a == "x"
//  ^^^^^^ error CQ1109
    governence { risk_tier: 5 }
//  ^^^^^^^^^^ error CQ1109
  }
`,
  )
  marked(
    'what is no declaration',
    `
  nothing of the kind
//^^^^^^^ error CQ1102
  [1, 2]
  type T = Int
  42
//^^ error CQ1101 expected a declaration, found \`42\`
`,
  )
  marked(
    'the rest of a block that was closed too early is one error',
    `
action a.b {
  input { a: String } }
  output { b: String }
//^^^^^^ error CQ1102
  governance { risk_tier: 5 }
}
role c: human
`,
  )
  marked(
    'two declarations on a line',
    `
role a: human role b: agent
//            ^^^^ error CQ1103
`,
  )
  marked(
    'heads',
    `
role a human
//     ^^^^^ error CQ1101 expected \`: human\` or \`: agent\`, found \`human\`
role b:
//    ^ error CQ1101 expected \`human\` or \`agent\` after \`:\`
object c d { state x }
//       ^ error CQ1101 expected \`{\`
purpose e permits
//        ^^^^^^^ error CQ1101
type F Int
//     ^^^ error CQ1101 expected \`=\` and a type
const g: Int 5
//           ^ error CQ1101 expected \`=\` and a value
fixture h claims {}
//        ^^^^^^ error CQ1101
test t { }
//   ^ error CQ1101 the title of the test
import a.b
//       ^ error CQ1101 after \`b\`
private module x
//      ^^^^^^ error CQ1101 expected a declaration
`,
  )
  marked(
    'the module line',
    `
role a: human
  module b.c
//^^^^^^ error CQ1110 before everything else
  module d
//^^^^^^ error CQ1110 once
`,
  )
})

describe('syntax: blocks', () => {
  marked(
    'entries',
    `
manifest m {
  a 1
//  ^ error CQ1101 expected \`:\` and a value
  b: 1 c: 2
//     ^ error CQ1103
  d:
// ^ error CQ1101 expected a value after \`:\`
  e: 1 2
//     ^ error CQ1101 expected a comma or a new line
}
`,
  )
  marked(
    'fields',
    `
type T = {
  a String
//  ^^^^^^ error CQ1101 expected \`:\` and the type
  b: 5
//   ^ error CQ1101 expected a type, found \`5\`
  c?: String(length: , pattern: r"x") = "x"
//                   ^ error CQ1101 expected a value or a range
}
`,
  )
  marked(
    'rules and effects',
    `
action a.b {
  require input.a == 1
//             ^ error CQ1101
  require r:
//         ^ error CQ1101 expected a value after \`:\`
  require s: input.a = 1
//                   ^ error CQ1018 there is no operator \`=\`, write \`==\`
  require t: a because b
//                     ^ error CQ1101 expected a text in double quotes, found \`b\`
  effect o.p: s
//            ^ error CQ1101 expected \`->\` after \`s\`
  effect o.p(input.x) s -> t
//                    ^ error CQ1101
}
`,
  )
  marked(
    'approvals and permits',
    `
action a.b {
  governance {
    approval: 3 compliance-officer
//              ^^^^^^^^^^^^^^^^^^ error CQ1101 expected \`of\`
  }
}
purpose p { permits: [a.b, 5, c.*] }
//                         ^ error CQ1101
`,
  )
  marked(
    'objects and tests',
    `
object o {
  stat s
//^^^^ error CQ1109
  operation t s -> s
//            ^ error CQ1101
}
test "t" for (a, b) in [(1, stage), 2, (3, deny x y)] {
//                                  ^ error CQ1101 a row in parentheses
//                                                ^ error CQ1101
  given x
  call y
  call z
//^^^^ error CQ1111
  expct deny
//^^^^^ error CQ1109
  expect 5
//       ^ error CQ1101 \`allow\`, \`stage\` or \`deny\`
}
`,
  )
})

describe('syntax: brackets', () => {
  marked(
    'a bracket left open ends with its entry',
    `
action a.b {
  governance {
    authorized_roles: [a, b
//                    ^ error CQ1104
    risk_tier: 5
  }
  require r: (input.a == 1
//           ^ error CQ1104
  require s: input.b == 2
}
`,
  )
  marked(
    'a section left open ends where the next begins',
    `
action a.b {
  input {
//      ^ error CQ1104
    a: String
  output { b: String }
}
`,
  )
  marked(
    'a declaration left open ends where the next begins',
    `
action a.b {
//         ^ error CQ1104
  version: "1"
role c: human
`,
  )
  marked(
    'the brace that lacks its partner is found by indentation',
    `
manifest m {
  policy {
    trust {
//        ^ error CQ1104
      a: 1
    b: 2
  }
}
role c: human
`,
  )
  marked(
    'brackets that close nothing',
    `
const a = 1)
//         ^ error CQ1105
const b = [1, 2)
//             ^ error CQ1105
const c = (1 + [2)
//             ^ error CQ1104
`,
  )
})

describe('syntax: expressions', () => {
  marked(
    'what is missing',
    `
const a = 1 +
//          ^ error CQ1101 expected a value after \`+\`
const b = [1, , 2]
//            ^ error CQ1101 expected a value, found \`,\`
const c = x ? y
//            ^ error CQ1101 \`:\` and the other value
const d = x.
//         ^ error CQ1101 the name of a field or function
const e = ()
//         ^ error CQ1101 expected a value, found \`)\`
const f = null
//        ^^^^ error CQ1020 reserved word \`null\`
const g = f(1)(2)
//            ^ error CQ1101
`,
  )
  marked(
    'mixing and chaining',
    `
const a = x && y || z
//               ^^ error CQ1106
const b = (x && y) || z
const c = x || y && z || u && v
//          ^^ error CQ1106
//                    ^^ error CQ1106
const d = x => y => z
//               ^^ error CQ1107
const e = x < y < z
//              ^ error CQ1107
const f = (x => y) => (y == z) == w
`,
  )
  it('nesting beyond 64 levels', () => {
    const nested = (levels: number): string => `const a = ${'('.repeat(levels)}1${')'.repeat(levels)}`
    assert.deepEqual(parse(nested(60)).diagnostics, [])
    assert.deepEqual(
      parse(nested(70)).diagnostics.map(({ code }) => code),
      ['CQ1108'],
    )
    const chain = (terms: number): string => `const a = ${Array.from({ length: terms }, () => 'b').join(' && ')}`
    assert.deepEqual(parse(chain(64)).diagnostics, [])
    assert.deepEqual(
      parse(chain(65)).diagnostics.map(({ code }) => code),
      ['CQ1108'],
    )
  })
})

describe('syntax: the number of messages', () => {
  it('a hundred, then one that says there are more', () => {
    const { diagnostics, tree } = parse(`role a: human\n${'type T = 5\n'.repeat(1000)}`)
    assert.equal(diagnostics.length, 101)
    assert.deepEqual(
      diagnostics.map(({ code }) => code).filter((code) => code !== 'CQ1101'),
      ['CQ1112'],
    )
    assert.equal(tree.declarations[0]?.kind, 'role')
  })

  it('exactly a hundred are all shown', () => {
    const { diagnostics } = parse('type T = 5\n'.repeat(100))
    assert.deepEqual([...new Set(diagnostics.map(({ code }) => code))], ['CQ1101'])
    assert.equal(diagnostics.length, 100)
  })
})
