/** The catalogue of issues: each example provokes its code, each code has a page, and codes are spelt alike everywhere. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import {
  ISSUES,
  type Issue,
  type IssueCode,
  parseJson,
  parseManifest,
  utf8,
  validateManifest,
} from 'clawql-manifest-validator'
import { exampleManifest, withRoot } from '../../scripts/example-manifest.ts'
import { changedManifest } from '../support/change.ts'

/** What an example in words stands for. Codes of trust and breakout are provoked in `trust/`. */
const SITUATIONS: Readonly<Partial<Record<IssueCode, () => readonly Issue[]>>> = {
  JSON_NOT_UTF8: () => issuesOfBytes(Uint8Array.of(0x22, 0xff, 0x22)),
  TOO_LARGE: () => issuesOfBytes(new Uint8Array(8 * 1024 * 1024 + 1)),
  TOO_MANY_ACTIONS: () => issuesOfBytes(utf8(`{"actions":[${'0,'.repeat(10_000)}0]}`)),
  TOO_MANY_ISSUES: () => issuesOf({ ...exampleManifest(), actions: Array.from({ length: 1001 }, () => 0) }),
  TOO_MANY_WARNINGS: () => issuesOf(withManyTools(1001)),
  DUPLICATE_LEAF: () =>
    issuesOf(
      withRoot({ ...exampleManifest(), actions: Array(2).fill((exampleManifest()['actions'] as unknown[])[1]) }),
    ),
}

describe('issue catalogue', () => {
  for (const code of Object.keys(ISSUES) as IssueCode[]) {
    const { example, severity, title, why, remedy } = ISSUES[code]

    it(`${code} has a page, and is worded as the others are`, () => {
      assert.match(code, /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/)
      assert.ok(existsSync(new URL(`../../../docs/reference/manifest-issues/${code}.md`, import.meta.url)))
      assert.match(title, /^[a-zA-Z_0-9]/)
      assert.doesNotMatch(title, /\.$/)
      for (const text of [why, remedy]) assert.match(text, /^[`A-Z].*\.$/s)
    })

    const provoke = provocationOf(code)
    if (provoke === undefined) continue
    it(`${code} is provoked by its example`, () => {
      const found = provoke().find((issue) => issue.code === code)
      assert.ok(found !== undefined, `reported ${provoke().map((issue) => issue.code)}`)
      assert.equal(found.severity, severity)
      assert.ok(found.message.startsWith(title) && found.found.length > 0 && found.allowed.length > 0)
    })

    if (example.kind === 'change') {
      it(`${code} stands at the place that was changed`, () => {
        const { pointer } = provoke().find((issue) => issue.code === code)!
        const related = [
          'FEATURE_NOT_USED',
          'LEGACY_CLASSIFICATION',
          'ACTIONS_IN_V1_0',
          'CLASSIFICATION_ABOVE_PERMISSIONS',
          'TOOL_NOT_PERMITTED',
          'APPROVERS_TOO_FEW',
        ]
        const isAt = example.changes.some(
          (change) => pointer.startsWith(change.pointer) || change.pointer.startsWith(pointer),
        )
        assert.ok(isAt || related.includes(code), pointer)
      })
    }
  }

  it('every code is provoked here or in the tests of trust', () => {
    const silent = (Object.keys(ISSUES) as IssueCode[]).filter((code) => provocationOf(code) === undefined)
    assert.deepEqual(silent.sort(), [
      'BASE_MODEL_KEY_MISSING',
      'BASE_MODEL_SIGNATURE_INVALID',
      'BREAKOUT_SIGNATURES_INSUFFICIENT',
      'BREAKOUT_SIGNERS_MISSING',
      'BREAKOUT_STATEMENT_INVALID',
      'ENVELOPE_INVALID',
      'ENVELOPE_OF_ANOTHER_MANIFEST',
      'HSM_FAILED',
      'MANIFEST_NOT_VERIFIED',
      'ROOT_NOT_PINNED',
      'SIGNATURES_INSUFFICIENT',
      'TRUST_ANCHOR_INVALID',
    ])
  })
})

function provocationOf(code: IssueCode): (() => readonly Issue[]) | undefined {
  const { example } = ISSUES[code]
  if (example.kind === 'json') return () => issuesOfJson(example.text)
  if (example.kind === 'change') return () => issuesOf(changedManifest(...example.changes))
  return SITUATIONS[code]
}

function issuesOf(value: unknown): readonly Issue[] {
  const result = validateManifest(value)
  return result.ok ? result.warnings : result.issues
}

function issuesOfBytes(bytes: Uint8Array): readonly Issue[] {
  const result = parseManifest(bytes)
  return result.ok ? [] : result.issues
}

function issuesOfJson(text: string): readonly Issue[] {
  const parsed = parseJson(utf8(text))
  return parsed.ok ? [] : [parsed.issue]
}

function withManyTools(count: number): Record<string, unknown> {
  const [, read] = exampleManifest()['actions'] as Record<string, unknown>[]
  const actions = Array.from({ length: count }, (_, i) => ({ ...read, id: `read.n${i}` }))
  return { ...exampleManifest(), actions }
}
