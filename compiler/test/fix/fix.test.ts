/** `fix`: applies what is safe, knows when to stop, brings no new error, and shows what it did as a diff that `patch` would take. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { DiagnosticSink, define, type Fix } from '../../src/diagnostics/diagnostic.ts'
import { type FixState, fixProject } from '../../src/fix/fix-project.ts'
import { unifiedDiff } from '../../src/fix/unified-diff.ts'
import { fix } from '../../src/fix.ts'
import { virtualHost } from '../../src/testing/virtual-host.ts'

const fixed = (text: string): string | undefined =>
  fix(virtualHost({ 'main.claw': text })).changes.get('main.claw')?.after

describe('fix', () => {
  for (const [title, before, after] of [
    ['a bracket', 'module a\n\nconst b = [1)\n', 'module a\n\nconst b = [1]\n'],
    ['two in one line', "module a\n\nconst b = ['x', 'y']\n", 'module a\n\nconst b = ["x", "y"]\n'],
    ['one behind another', "module a;\n\nconst b = 'x'\n", 'module a\n\nconst b = "x"\n'],
    ['an operator of another language', 'module a\n\nconst b = 1 === 2\n', 'module a\n\nconst b = 1 == 2\n'],
  ] as const) {
    it(title, () => assert.equal(fixed(before), after))
  }

  it('what lint finds, in a project without errors', () => {
    const text = rule('!(input.a == true) && !!input.b')
    assert.equal(fixed(text), rule('!input.a && input.b'))
  })

  it('keeps the meaning of what stands in parentheses', () => {
    assert.equal(fixed(rule('(input.a || input.b) == true')), rule('(input.a || input.b)'))
    assert.equal(fixed(rule('(input.a || input.b) == false')), rule('!(input.a || input.b)'))
    assert.equal(fixed(rule('!(input.a == input.b) == input.a')), undefined)
  })

  it('nothing to fix: nothing changes', () => {
    assert.deepEqual([...fix(virtualHost({ 'main.claw': 'module a\n\nrole b: agent\n' })).changes], [])
  })

  it('a fix that brings an error with it is not taken, its neighbour is', () => {
    // Every `a` asks to be a `b`, every `c` to be a `d`; more than one `d` is an error.
    const { changes, applied } = fixProject((texts) =>
      judge(texts.get('x') ?? 'a c c', (text) => text.split('d').length > 2),
    )
    assert.deepEqual([...changes], [['x', { before: 'a c c', after: 'b d c' }]])
    assert.equal(applied.length, 2)
  })

  it('fixes that undo each other end all the same', () => {
    let analyses = 0
    fixProject((texts) => {
      analyses++
      const text = texts.get('x') ?? 'a'
      return state(text, [[0, 1, text === 'a' ? 'b' : 'a']], false)
    })
    assert.ok(analyses <= 200, `${analyses} analyses`)
  })

  it('files outside the project are left alone, and so is what offers a choice', () => {
    const choice = fixProject(() => state('a', [[0, 1, 'b']], false, { alternatives: 2 }))
    assert.equal(choice.changes.size, 0)
    const foreign = fixProject(() => ({ ...state('a', [[0, 1, 'b']], false), files: [] }))
    assert.equal(foreign.changes.size, 0)
  })
})

describe('unified diff', () => {
  it('of equal texts is empty', () => assert.equal(unifiedDiff('x', 'a\n', 'a\n'), ''))

  it('has three lines of context and counts as diff does', () => {
    const before = Array.from({ length: 20 }, (_, index) => `${index}\n`).join('')
    const after = before.replace('\n5\n', '\nfive\n').replace('\n18\n', '\n')
    assert.equal(
      unifiedDiff('a/x.claw', before, after),
      '--- a/a/x.claw\n+++ b/a/x.claw\n@@ -3,7 +3,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n@@ -16,5 +16,4 @@\n 15\n 16\n 17\n-18\n 19\n',
    )
  })

  it('says when the last line has no end', () => {
    assert.equal(unifiedDiff('x', 'a', 'a\n'), '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n')
  })

  it('applied to the one text gives the other (1000 runs)', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 })
      .map((lines) => lines.map((line) => `${line}\n`).join(''))
    fc.assert(
      fc.property(text, text, (before, after) =>
        assert.equal(applyDiff(before, unifiedDiff('x', before, after)), after),
      ),
      { numRuns: 1000 },
    )
  })
})

/** A project with one rule of this condition. */
function rule(condition: string): string {
  return `module demo

role clerk: agent

object door {
  state open
  state shut
  operation close: open -> shut
}

purpose tidying "Keep things tidy" { permits: [door.close] }

/// Closes a door.
action door.close_it {
  version: "1.0.0"
  input { a: Bool, b: Bool }
  output { done: Bool }
  governance {
    classification: standard
    risk_tier: 2
    authorized_roles: [clerk]
  }
  require fitting: ${condition}
    because "it must fit"
  effect door.close: open -> shut { reversible: false }
  execution { handler: "door.close", timeout: 5s, retry_policy: none }
}
`
}

const fixable = define<Record<never, never>>('CQ0001', {
  slug: 'fixable',
  severity: 'warning',
  message: () => 'fixable',
})
const broken = define<Record<never, never>>('CQ0002', { slug: 'broken', severity: 'error', message: () => 'broken' })

function state(
  text: string,
  edits: readonly (readonly [number, number, string])[],
  isBroken: boolean,
  { alternatives = 1 } = {},
): FixState {
  const sink = new DiagnosticSink()
  for (const [start, end, instead] of edits) {
    const location = { file: 'x', span: { start, end } }
    const one: Fix = { title: instead, edits: [{ ...location, text: instead }] }
    sink.report(fixable, location, {}, { fixes: Array.from({ length: alternatives }, () => one) })
  }
  if (isBroken) sink.report(broken, { file: 'x', span: { start: 0, end: 0 } }, {})
  return { diagnostics: sink.sorted(), sources: new Map([['x', text]]), files: ['x'] }
}

function judge(text: string, isBroken: (text: string) => boolean): FixState {
  const instead = new Map([
    ['a', 'b'],
    ['c', 'd'],
  ])
  const edits = [...text].flatMap((letter, index): (readonly [number, number, string])[] => {
    const other = instead.get(letter)
    return other === undefined ? [] : [[index, index + 1, other]]
  })
  return state(text, edits, isBroken(text))
}

/** What `patch` does, strictly. */
function applyDiff(before: string, diff: string): string {
  const source = before.split('\n')
  source.pop()
  const result: string[] = []
  let at = 0
  for (const line of diff.split('\n').slice(2)) {
    const hunk = /^@@ -(\d+)(?:,(\d+))? /.exec(line)
    if (hunk) {
      const start = hunk[2] === '0' ? Number(hunk[1]) : Number(hunk[1]) - 1
      while (at < start) result.push(source[at++]!)
    } else if (line.startsWith('+')) result.push(line.slice(1))
    else if (line !== '') {
      assert.equal(source[at], line.slice(1))
      if (line.startsWith(' ')) result.push(source[at]!)
      at++
    }
  }
  return [...result, ...source.slice(at)].map((line) => `${line}\n`).join('')
}
