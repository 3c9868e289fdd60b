/** Diagnostics as people see them: drawn exactly, and safe whatever a source, a name or a path contains. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { displayWidth, visibleText } from '../../src/diagnostics/render/display-text.ts'
import { renderHuman } from '../../src/diagnostics/render/render-human.ts'
import { resolveDiagnostics } from '../../src/diagnostics/resolved-diagnostic.ts'
import { diagnosticsOf, type Example, hostileDiagnostics, placeOf, type Sources } from './example-diagnostic.ts'

function human(sources: Sources, examples: readonly Example[], colour = false): string {
  return renderHuman(resolveDiagnostics(diagnosticsOf(...examples), sources), sources, { colour })
}

function drawn(...lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}

/** What one diagnostic about `underlined` in a file of one text looks like, without its first and last line. */
function body(text: string, underlined: string): readonly string[] {
  const sources = new Map([['a.claw', text]])
  return human(sources, [{ location: placeOf(sources, 'a.claw', underlined) }])
    .split('\n')
    .slice(1, -2)
}

const SOURCES = new Map([
  ['desk.claw', 'module acme.desk\n\nrole agent: human\n\naction pay {\n  roles: [agnet, agent]\n}\n'],
  ['other.claw', `${'\n'.repeat(99)}role agents: human\n`],
])
const AGNET = placeOf(SOURCES, 'desk.claw', 'agnet')

describe('human form', () => {
  it('code, message, place, source, underline, help, pointer to the page', () => {
    assert.equal(
      human(SOURCES, [{ location: AGNET, help: 'did you mean `agent`?' }]),
      drawn(
        'error[CQ2001]: there is no role `agnet`',
        ' --> desk.claw:6:11',
        '  |',
        '6 |   roles: [agnet, agent]',
        '  |           ^^^^^',
        '  = help: did you mean `agent`?',
        '  = more: clawqlc explain CQ2001',
      ),
    )
  })

  it('related places of other files share one gutter and carry their words', () => {
    const related = [
      { location: placeOf(SOURCES, 'desk.claw', 'agent: human'), message: 'declared here' },
      { location: placeOf(SOURCES, 'other.claw', 'agents'), message: 'this one is near' },
    ]
    assert.equal(
      human(SOURCES, [{ location: AGNET, related }]),
      drawn(
        'error[CQ2001]: there is no role `agnet`',
        '   --> desk.claw:6:11',
        '    |',
        '  6 |   roles: [agnet, agent]',
        '    |           ^^^^^',
        '   ::: desk.claw:3:6',
        '    |',
        '  3 | role agent: human',
        '    |      ------------ declared here',
        '   ::: other.claw:100:6',
        '    |',
        '100 | role agents: human',
        '    |      ------ this one is near',
        '    = more: clawqlc explain CQ2001',
      ),
    )
  })

  it('several notes and fixes; a fix that the help already says is not repeated; further lines of a note are indented', () => {
    const fix = (title: string) => ({ title, edits: [{ ...AGNET, text: 'agent' }] })
    const text = human(SOURCES, [
      {
        location: AGNET,
        notes: ['roles are global', 'two lines:\nsecond'],
        help: 'write `agent`',
        fixes: [fix('write `agent`'), fix('declare the role `agnet`'), fix('remove it')],
      },
    ])
    assert.equal(
      text.split('\n').slice(5).join('\n'),
      drawn(
        '  = note: roles are global',
        '  = note: two lines:',
        '          second',
        '  = help: write `agent`',
        '  = fix: declare the role `agnet`',
        '  = fix: remove it',
        '  = more: clawqlc explain CQ2001',
      ),
    )
  })

  it('diagnostics are separated by an empty line and warnings say so', () => {
    const text = human(SOURCES, [
      { location: AGNET },
      { location: placeOf(SOURCES, 'desk.claw', 'role'), severity: 'warning' },
    ])
    assert.match(text, /^warning\[CQ2007\]: .*\n(?:.*\n)+?\nerror\[CQ2001\]: /)
    assert.ok(!text.includes('\n\n\n'))
  })

  it('colour marks the head, the underline and the frame, and takes no place', () => {
    const coloured = human(SOURCES, [{ location: AGNET, help: 'did you mean `agent`?' }], true)
    assert.match(coloured, /^\u001b\[1;31merror\[CQ2001\]\u001b\[0m\u001b\[1m: there is no role `agnet`\u001b\[0m\n/)
    assert.ok(coloured.includes('\u001b[1;31m^^^^^\u001b[0m'))
    const warning = human(SOURCES, [{ location: AGNET, severity: 'warning' }], true)
    assert.ok(warning.startsWith('\u001b[1;33mwarning[CQ2007]\u001b[0m'))
    assert.equal(
      coloured.replace(/\u001b\[[0-9;]*m/g, ''),
      human(SOURCES, [{ location: AGNET, help: 'did you mean `agent`?' }]),
    )
  })

  it('a tab takes four columns in the source and above the underline', () => {
    assert.deepEqual(body('\t\tx: [agnet]', 'agnet'), [
      ' --> a.claw:1:7',
      '  |',
      '1 |         x: [agnet]',
      '  |             ^^^^^',
    ])
  })

  it('wide characters take two columns, combining marks none', () => {
    assert.deepEqual(body('"世界 e\u0301🚀" agnet', 'agnet').slice(2), [
      '1 | "世界 e\u0301🚀" agnet',
      '  |            ^^^^^',
    ])
    assert.deepEqual(body('x "日本"', '"日本"').slice(2), ['1 | x "日本"', '  |   ^^^^^^'])
    assert.deepEqual(body('\u{20000}x', 'x').slice(2), ['1 | \u{20000}x', '  |   ^'])
  })

  it('control, bidirectional and invisible characters are shown as escapes', () => {
    assert.deepEqual(body('"\u202e\u001b[2J" agnet', 'agnet').slice(2), [
      '1 | "\\u{202e}\\u{1b}[2J" agnet',
      '  |                     ^^^^^',
    ])
    assert.deepEqual(body('a \u2066b', '\u2066').slice(2), ['1 | a \\u{2066}b', '  |   ^^^^^^^^'])
    assert.equal(
      visibleText('\u200b\u00ad\u{e0041}\ufeff\u0085\u2028'),
      '\\u{200b}\\u{ad}\\u{e0041}\\u{feff}\\u{85}\\u{2028}',
    )
    assert.equal(visibleText('❤\ufe0f\n'), '❤\ufe0f\n')
  })

  it('a path or a message cannot begin a line of its own', () => {
    const sources = new Map([['a\nerror[CQ9999]: b.claw', 'x\n']])
    const text = human(sources, [{ location: placeOf(sources, 'a\nerror[CQ9999]: b.claw', 'x'), message: 'no `\n`' }])
    assert.deepEqual(text.split('\n').slice(0, 2), [
      'error[CQ2001]: no `\\u{a}`',
      ' --> a\\u{a}error[CQ9999]: b.claw:1:1',
    ])
  })

  it('a very long line is cut around what is marked', () => {
    const [, , source = '', underline = ''] = body(`${'a'.repeat(5000)}agnet${'b'.repeat(5000)}`, 'agnet')
    assert.equal(source, `1 | …${'a'.repeat(99)}agnet${'b'.repeat(79)}…`)
    assert.equal(underline, `  | ${' '.repeat(100)}^^^^^`)
    const [, , marked = '', all = ''] = body('c'.repeat(5000), 'c'.repeat(5000))
    assert.equal(marked, `1 | ${'c'.repeat(99)}…`)
    assert.equal(all, `  | ${'^'.repeat(100)}`)
  })

  it('a cut never leaves half a character', () => {
    const [, , source = ''] = body(`${'🚀'.repeat(300)}agnet${'🚀'.repeat(300)}`, 'agnet')
    assert.equal(source, `1 | …${'🚀'.repeat(99)}agnet${'🚀'.repeat(79)}…`)
  })

  it('a span over several lines is underlined to the end of its first', () => {
    assert.deepEqual(body('action pay {\n  x\n}\n', 'pay {\n  x\n}'), [
      ' --> a.claw:1:8',
      '  |',
      '1 | action pay {',
      '  |        ^^^^^',
    ])
    assert.deepEqual(body('action pay {\r\n  x\r\n}\r\n', 'pay {\r\n  x').slice(2), [
      '1 | action pay {',
      '  |        ^^^^^',
    ])
  })

  it('an empty span has one mark, also at the end of the file', () => {
    const sources = new Map([['a.claw', 'module a\n']])
    const at = (start: number): Example => ({ location: { file: 'a.claw', span: { start, end: start } } })
    assert.deepEqual(
      human(sources, [at(7)])
        .split('\n')
        .slice(3, 5),
      ['1 | module a', '  |        ^'],
    )
    assert.deepEqual(
      human(sources, [at(9)])
        .split('\n')
        .slice(1, 5),
      [' --> a.claw:2:1', '  |', '2 |', '  | ^'],
    )
  })

  it('a file without text is named, no source is drawn', () => {
    const location = { file: 'binary.claw', span: { start: 0, end: 0 } }
    const related = [{ location: { ...location, file: 'gone.claw' }, message: 'also here' }]
    assert.equal(
      human(new Map([['binary.claw', '']]), [{ location, message: 'not UTF-8', related }]),
      drawn(
        'error[CQ2001]: not UTF-8',
        ' --> binary.claw:1:1',
        ' ::: gone.claw:1:1: also here',
        '  = more: clawqlc explain CQ2001',
      ),
    )
  })

  it('whatever is in it, only visible characters and line feeds come out, every line has a bounded width (500 runs)', () => {
    fc.assert(
      fc.property(hostileDiagnostics, ({ diagnostics, sources }) => {
        const text = renderHuman(resolveDiagnostics(diagnostics, sources), sources, { colour: false })
        assert.equal(text, visibleText(text))
        assert.ok(text.isWellFormed())
        for (const line of text.split('\n').filter((line) => / \| /.test(line))) {
          assert.ok(displayWidth(line) < 1000, line)
        }
      }),
      { numRuns: 500 },
    )
  })
})
