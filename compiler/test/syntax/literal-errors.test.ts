/**
 * Mistakes in characters, literals, names and documentation: what is told and where it is underlined.
 */
import { expectMarked } from './marked-source.ts'

function marked(title: string, source: string): void {
  it(title, () => expectMarked(source))
}

describe('syntax: characters and literals', () => {
  marked(
    'texts that do not end stop at their line',
    `
type A = "abc
//       ^^^^ error CQ1010 begins with \`"\`
type B = r"abc
//       ^^^^^ error CQ1010 begins with \`r"\`
const c = """abc
//        ^^^^^^ error CQ1010
const d = "escaped \\"
//        ^^^^^^^^^^^ error CQ1010
role e: human
`,
  )
  marked(
    'escapes',
    `
const a = "x\\qy \\u{110000} \\u{D800} \\u41"
//          ^^ error CQ1011 \`\\q\`
//              ^^^^^^^^^^ error CQ1011
//                         ^^^^^^^^ error CQ1011
//                                  ^^ error CQ1011
`,
  )
  marked(
    'numbers',
    `
const a = [5., 1__0, 1_, 007, 1e999, 0x1F]
//         ^^ error CQ1012 digits on both sides
//             ^^^^ error CQ1012 between two digits
//                   ^^ error CQ1012
//                       ^^^ error CQ1012 needless zero
//                            ^^^^^ error CQ1012 too large
//                                   ^^^^ error CQ1012
`,
  )
  marked(
    'quantities',
    `
const a = [5  USD, 5USD, 1_000	USD]
//         ^^^^^^ error CQ1013 not \`5  USD\`
//                 ^^^^ error CQ1013
//                       ^^^^^^^^^ error CQ1013
const b = 5 usd
//          ^^^ error CQ1101 expected a new line, found \`usd\`
`,
  )
  marked(
    'durations',
    `
const a = [30sec, 1m1h, 1h1h, 1.5h, 5S]
//         ^^^^^ error CQ1014 no unit of time
//                ^^^^ error CQ1014 larger unit comes first
//                      ^^^^ error CQ1014
//                            ^^^^ error CQ1014 whole numbers
//                                  ^^ error CQ1013
`,
  )
  marked(
    'characters that mean nothing',
    `
const a = 1 § 2
//          ^ error CQ1008 \`§\` has no meaning
const b = 2; const c = 3
//         ^ error CQ1008
  # a comment
//^ error CQ1008
`,
  )
  marked(
    'the habits of other languages',
    `
const a = 'single'
//        ^^^^^^^^ error CQ1017 single ones
const b = “typographic”
//        ^ error CQ1017 typographic ones
const c = x === y
//          ^^^ error CQ1018 write \`==\`
const d = x !== y
//          ^^^ error CQ1018 write \`!=\`
const e = x & y
//          ^ error CQ1018 write \`&&\`
const f = x ≤ y
//          ^ error CQ1018 write \`<=\`
const g = x and y
//          ^^^ error CQ1018 write \`&&\`
const h = x or y
//          ^^ error CQ1018 write \`||\`
const i = 1 /* block
//          ^^ error CQ1015
`,
  )
  marked(
    'names',
    `
type Größe = Int
//   ^^^^^ error CQ1009
type T = { x-id: String }
//         ^^^^ error CQ1019 a field
const a-b = 1
//    ^^^ error CQ1019 a constant
type null = Int
//   ^^^^ error CQ1020 expected the name of the type, found the reserved word \`null\`
`,
  )
  marked(
    'documentation without a target',
    `
role a: human  /// behind something
//             ^^^^^^^^^^^^^^^^^^^^ warning CQ1016
object o {
    /// States are not documented.
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning CQ1016
  state s
}
`,
  )
})
