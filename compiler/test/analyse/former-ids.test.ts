/** `formerly`: published beside the contract, and owned by one action. */
import assert from 'node:assert/strict'
import { publishedAction } from '../../src/emit/published-action.ts'
import { check, expectDiagnostics } from '../../src/testing/expect-diagnostics.ts'
import { ACTION, changed, HEAD } from './example-module.ts'

const formerly = (id: string, action = ACTION): string =>
  changed(action, ['version: "1.0.0"', `version: "1.0.0"\n  formerly: "${id}"`])
const OTHER = changed(ACTION, ['door.close_it', 'door.slam'])
const codes = (text: string): readonly string[] => check(HEAD + text).diagnostics.map(({ code }) => code)

describe('former ids', () => {
  it('are published as an extension', () => {
    const [action] = expectDiagnostics(HEAD + formerly('door.shut')).program.actions
    assert.ok(action)
    assert.equal(publishedAction(action)['x-formerly'], 'door.shut')
  })

  it('have one owner', () => {
    assert.deepEqual(codes(formerly('door.close_it')), ['CQ4076'])
    assert.deepEqual(codes(formerly('door.slam') + OTHER), ['CQ4076'])
    assert.deepEqual(codes(formerly('door.shut') + formerly('door.shut', OTHER)), ['CQ4076'])
    assert.deepEqual(codes(formerly('door.shut') + formerly('door.bang', OTHER)), [])
  })

  it('are ids', () => {
    for (const wrong of ['door shut', '.door', 'door.', '1door'])
      assert.deepEqual(codes(formerly(wrong)), ['CQ4075'], wrong)
    assert.deepEqual(codes(formerly('')), ['CQ4004'])
  })
})
