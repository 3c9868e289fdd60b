/**
 * Constructs that are reserved or come later are refused, each with its own code, and never ignored.
 */
import { expectMarked } from './marked-source.ts'

function marked(title: string, source: string): void {
  it(title, () => expectMarked(source))
}

describe('syntax: what comes later', () => {
  marked(
    'reserved declarations',
    `
  protocol p { a -> b => 01 'x' }
//^^^^^^^^ error CQ1201
  sequence s
//^^^^^^^^ error CQ1201
  budget b {}
//^^^^^^ error CQ1201
  capability c {}
//^^^^^^^^^^ error CQ1201
  dispatch d {}
//^^^^^^^^ error CQ1201
  scope e {}
//^^^^^ error CQ1201
  contract f {}
//^^^^^^^^ error CQ1201
  flow g {}
//^^^^ error CQ1201
  prove h: x
//^^^^^ error CQ1201
  ensure i: x
//^^^^^^ error CQ1201
`,
  )
  marked(
    'constructs inside declarations',
    `
type A = B | C
//         ^ error CQ1202 a union of types
type D = "a" | C
//           ^ error CQ1202
action a.b {
  formerly: "old.id"
  require r: input.x since 5m
//                   ^^^^^ error CQ1201
  require s: input.x within 5m
//                   ^^^^^^ error CQ1201
  ensure t: x
//^^^^^^ error CQ1201
}
`,
  )
})
