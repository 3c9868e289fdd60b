/** Diagnostics as machines read them: JSON, one line each, workflow commands, SARIF and JUnit. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { renderGithub, renderPlain } from '../../src/diagnostics/render/render-compact.ts'
import { renderJunit, renderJunitCases } from '../../src/diagnostics/render/render-junit.ts'
import { renderSarif } from '../../src/diagnostics/render/render-sarif.ts'
import { type ResolvedDiagnostic, resolveDiagnostics } from '../../src/diagnostics/resolved-diagnostic.ts'
import { diagnosticsOf, hostileDiagnostics, hostileText, placeOf } from './example-diagnostic.ts'
import { readXml } from './read-xml.ts'
import { sarifFaults } from './sarif-faults.ts'

const SOURCES = new Map([
  ['desk.claw', 'module acme.desk\n\n// é 世 🚀 \r\nrole 🚀🚀 agnet: human\n'],
  ['sub/other file.claw', 'role agents: human\n'],
])
const AGNET = placeOf(SOURCES, 'desk.claw', 'agnet')
const AGENTS = placeOf(SOURCES, 'sub/other file.claw', 'agents')
const DIAGNOSTICS = resolveDiagnostics(
  diagnosticsOf({
    location: AGNET,
    message: 'there is no role `agnet`, 100% sure',
    related: [{ location: AGENTS, message: 'this one is near' }],
    notes: ['roles are global'],
    help: 'did you mean `agents`?',
    fixes: [
      {
        title: 'write `agents`',
        edits: [
          { ...AGNET, text: 'agents' },
          { file: AGENTS.file, span: { start: 0, end: 5 }, text: '' },
        ],
      },
    ],
  }),
  SOURCES,
)
const WARNING = resolveDiagnostics(diagnosticsOf({ location: AGENTS, severity: 'warning', message: 'unused' }), SOURCES)

/** The example's place: line 3, 5 + 4 UTF-16 units and a space; offsets in bytes. */
const RANGE = { start: { line: 3, character: 10, offset: 49 }, end: { line: 3, character: 15, offset: 54 } }

describe('JSON form', () => {
  it('has exactly the members of the interface, in its order, lines and UTF-16 characters from 0, offsets in UTF-8 bytes', () => {
    const bytes = Buffer.from(SOURCES.get('desk.claw') ?? '')
    assert.equal(bytes.indexOf('agnet'), RANGE.start.offset)
    const related = { start: { line: 0, character: 5, offset: 5 }, end: { line: 0, character: 11, offset: 11 } }
    const expected = {
      code: 'CQ2001',
      slug: 'unknown-name',
      severity: 'error',
      message: 'there is no role `agnet`, 100% sure',
      file: 'desk.claw',
      range: RANGE,
      related: [{ message: 'this one is near', file: 'sub/other file.claw', range: related }],
      notes: ['roles are global'],
      help: 'did you mean `agents`?',
      fixes: [
        {
          title: 'write `agents`',
          edits: [
            { file: 'desk.claw', range: RANGE, text: 'agents' },
            {
              file: 'sub/other file.claw',
              range: { start: { line: 0, character: 0, offset: 0 }, end: { line: 0, character: 5, offset: 5 } },
              text: '',
            },
          ],
        },
      ],
      docs: 'docs/reference/diagnostics/CQ2001.md',
    }
    assert.equal(JSON.stringify(DIAGNOSTICS), JSON.stringify([expected]))
  })

  it('what is absent is an empty list, an absent help is null', () => {
    const { related, notes, help, fixes } = WARNING[0] as ResolvedDiagnostic
    assert.deepEqual({ related, notes, help, fixes }, { related: [], notes: [], help: null, fixes: [] })
  })

  it('positions agree with the bytes of the file (500 runs)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat(60), (text, at) => {
        const characters = [...text]
        const before = characters.slice(0, Math.min(at, characters.length)).join('')
        const location = { file: 'a.claw', span: { start: before.length, end: text.length } }
        const [diagnostic] = resolveDiagnostics(diagnosticsOf({ location }), new Map([['a.claw', text]]))
        const { start, end } = (diagnostic as ResolvedDiagnostic).range
        assert.equal(start.offset, Buffer.byteLength(before))
        assert.equal(end.offset, Buffer.byteLength(text))
        const lines = before.split('\n')
        assert.deepEqual([start.line, start.character], [lines.length - 1, lines.at(-1)?.length])
      }),
      { numRuns: 500 },
    )
  })
})

describe('plain form', () => {
  it('is one line: place from 1, severity, code, message, help', () => {
    assert.equal(
      renderPlain([...DIAGNOSTICS, ...WARNING]),
      'desk.claw:4:11: error[CQ2001]: there is no role `agnet`, 100% sure (did you mean `agents`?)\n' +
        'sub/other file.claw:1:6: warning[CQ2007]: unused\n',
    )
  })

  it('stays one line per diagnostic without controls, whatever is in it (500 runs)', () => {
    fc.assert(
      fc.property(hostileDiagnostics, ({ diagnostics, sources }) => {
        const text = renderPlain(resolveDiagnostics(diagnostics, sources))
        assert.equal(text.split('\n').length, diagnostics.length + 1)
        assert.doesNotMatch(text, /[^\P{Control}\n]|\p{Format}/u)
      }),
      { numRuns: 500 },
    )
  })
})

describe('workflow commands', () => {
  it('carry file, lines and columns from 1, title and message with help', () => {
    assert.equal(
      renderGithub([...DIAGNOSTICS, ...WARNING]),
      '::error file=desk.claw,line=4,col=11,endLine=4,endColumn=16,title=CQ2001 unknown-name::' +
        'there is no role `agnet`, 100%25 sure%0Adid you mean `agents`?\n' +
        '::warning file=sub/other file.claw,line=1,col=6,endLine=1,endColumn=12,title=CQ2007 unused-import::unused\n',
    )
  })

  it('no text makes a command of its own or a property more (500 runs)', () => {
    fc.assert(
      fc.property(hostileDiagnostics, ({ diagnostics, sources }) => {
        const lines = renderGithub(resolveDiagnostics(diagnostics, sources)).split('\n')
        assert.equal(lines.pop(), '')
        assert.equal(lines.length, diagnostics.length)
        for (const line of lines) {
          assert.match(line, /^::(error|warning) file=[^,:]*,line=\d+,col=\d+,endLine=\d+,endColumn=\d+,title=[^,:]*::/)
          assert.doesNotMatch(line, /\p{Control}/u)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('SARIF', () => {
  const parsed = JSON.parse(renderSarif([...DIAGNOSTICS, ...WARNING], '1.2.3'))

  it('has the structure that version 2.1.0 asks for', () => {
    assert.deepEqual(sarifFaults(parsed), [])
    assert.deepEqual(sarifFaults(JSON.parse(renderSarif([], '1.2.3'))), [])
  })

  it('the structure check notices what is wrong', () => {
    const wrong = structuredClone(parsed)
    wrong.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0
    wrong.runs[0].results[1].ruleIndex = 0
    assert.equal(sarifFaults(wrong).length, 2)
  })

  it('names each rule once, places from 1, related places and replacements by file', () => {
    const { tool, results } = parsed.runs[0]
    assert.deepEqual(
      tool.driver.rules.map((rule: { id: string }) => rule.id),
      ['CQ2001', 'CQ2007'],
    )
    const [first] = results
    assert.equal(first.message.text, 'there is no role `agnet`, 100% sure\nroles are global\ndid you mean `agents`?')
    assert.deepEqual(first.locations[0].physicalLocation, {
      artifactLocation: { uri: 'desk.claw' },
      region: { startLine: 4, startColumn: 11, endLine: 4, endColumn: 16 },
    })
    assert.equal(first.relatedLocations[0].physicalLocation.artifactLocation.uri, 'sub/other%20file.claw')
    assert.deepEqual(
      first.fixes[0].artifactChanges.map((change: { replacements: { insertedContent?: object }[] }) =>
        change.replacements.map(({ insertedContent }) => insertedContent),
      ),
      [[{ text: 'agents' }], [undefined]],
    )
  })

  it('stays what it has to be, whatever is in it (500 runs)', () => {
    fc.assert(
      fc.property(hostileDiagnostics, ({ diagnostics, sources }) => {
        const resolved = resolveDiagnostics(diagnostics, sources)
        const log = JSON.parse(renderSarif(resolved, '1.2.3'))
        assert.deepEqual(sarifFaults(log), [])
        const uri = log.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri
        assert.equal(decodeURIComponent(uri), resolved[0]?.file.toWellFormed())
      }),
      { numRuns: 500 },
    )
  })
})

describe('JUnit XML', () => {
  it('errors fail, warnings pass, counts agree', () => {
    const suites = readXml(renderJunit([...DIAGNOSTICS, ...WARNING]))
    const counts = { tests: '2', failures: '1', errors: '0', skipped: '0' }
    assert.equal(suites.name, 'testsuites')
    assert.deepEqual(suites.attributes, counts)
    const [suite] = suites.children
    assert.deepEqual(suite?.attributes, { name: 'clawqlc check', ...counts })
    assert.deepEqual(
      suite?.children.map(({ attributes }) => attributes),
      [
        { classname: 'desk.claw', name: 'CQ2001 unknown-name at desk.claw:4:11' },
        { classname: 'sub/other file.claw', name: 'CQ2007 unused-import at sub/other file.claw:1:6' },
      ],
    )
    const failure = suite?.children[0]?.children[0]
    assert.equal(failure?.attributes['message'], 'there is no role `agnet`, 100% sure')
    assert.match(failure?.text ?? '', /^desk\.claw:4:11: error\[CQ2001\]: .*\ndid you mean `agents`\?$/)
  })

  it('a clean project is one passed case', () => {
    const [suite] = readXml(renderJunit([])).children
    assert.deepEqual(suite?.attributes['failures'], '0')
    assert.equal(suite?.children.length, 1)
  })

  it('is well-formed and keeps visible text, whatever is in it (500 runs)', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (name, message) => {
        const [suite] = readXml(
          renderJunitCases(name, [{ classname: name, name, failure: { message, text: message } }]),
        ).children
        const visible = message.replace(/[^\x20-\x7e]/g, '').replace(/\\u\{[0-9a-f]+\}/g, '')
        const kept = suite?.children[0]?.children[0]?.text.replace(/\\u\{[0-9a-f]+\}/g, '').replace(/[^\x20-\x7e]/g, '')
        assert.equal(kept?.replaceAll(' ', ''), visible.replaceAll(' ', ''))
      }),
      { numRuns: 500 },
    )
    fc.assert(
      fc.property(hostileDiagnostics, ({ diagnostics, sources }) => {
        const [suite] = readXml(renderJunit(resolveDiagnostics(diagnostics, sources))).children
        assert.equal(suite?.children.length, diagnostics.length)
      }),
      { numRuns: 500 },
    )
  })

  it('the reader of this test refuses what is not well-formed', () => {
    const head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    for (const wrong of [
      '<a>',
      '<a></b>',
      '<a x="<"/>',
      '<a>&unknown;</a>',
      '<a>&amp</a>',
      '<a/><b/>',
      '<a>\u0000</a>',
      '<a>]]></a>',
    ]) {
      assert.throws(() => readXml(head + wrong), wrong)
    }
  })
})
