/** The semver subset against the semver package's documented answers, and strict where text is unreadable. */
import assert from 'node:assert/strict'
import { isInSemverRange, isSemverRange } from 'clawql-manifest-validator'

const CASES: readonly (readonly [range: string, inside: readonly string[], outside: readonly string[]])[] = [
  ['1.1.0', ['1.1.0'], ['1.1.1', '1.0.9']],
  ['=1.1.0', ['1.1.0'], ['1.1.1']],
  ['^1.1.0', ['1.1.0', '1.9.9'], ['1.0.9', '2.0.0', '1.1.0-rc.1']],
  ['^0.2.3', ['0.2.3', '0.2.9'], ['0.3.0', '0.2.2']],
  ['^0.0.3', ['0.0.3'], ['0.0.4']],
  ['^0.0', ['0.0.9'], ['0.1.0']],
  ['^0', ['0.9.0'], ['1.0.0']],
  ['^1', ['1.0.0', '1.9.0'], ['2.0.0']],
  ['~1.2.3', ['1.2.3', '1.2.9'], ['1.3.0']],
  ['~1', ['1.9.0'], ['2.0.0']],
  ['1.x', ['1.0.0', '1.9.9'], ['2.0.0', '0.9.9']],
  ['1.2.*', ['1.2.0'], ['1.3.0']],
  ['*', ['0.0.0', '9.9.9'], ['1.0.0-a']],
  ['>1', ['2.0.0'], ['1.9.9']],
  ['>1.2', ['1.3.0'], ['1.2.9']],
  ['<=1.2', ['1.2.9'], ['1.3.0']],
  ['<1.2', ['1.1.9'], ['1.2.0']],
  ['>=1.0.0 <2.0.0', ['1.0.0', '1.5.0'], ['2.0.0']],
  ['>= 1.0.0 < 2.0.0', ['1.0.0'], ['2.0.0']],
  ['1.0.0 - 1.2', ['1.0.0', '1.2.9'], ['1.3.0']],
  ['0.9 || ^1.1.0', ['0.9.5', '1.1.0'], ['1.0.0']],
  ['>=1.1.0-rc.1', ['1.1.0', '1.1.0-rc.2', '1.1.0-rc.10'], ['1.1.0-beta', '1.2.0-rc.1']],
]

describe('semver ranges', () => {
  for (const [range, inside, outside] of CASES) {
    it(range, () => {
      assert.ok(isSemverRange(range))
      for (const version of inside) assert.ok(isInSemverRange(version, range), version)
      for (const version of outside) assert.ok(!isInSemverRange(version, range), version)
    })
  }

  it('orders pre-releases by number, then by word, then by length', () => {
    const ascending = ['1.0.0-1', '1.0.0-2', '1.0.0-10', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-beta', '1.0.0']
    for (let i = 1; i < ascending.length; i += 1)
      assert.ok(isInSemverRange(ascending[i]!, `>${ascending[i - 1]!}`), ascending[i])
  })

  it('refuses what it cannot read', () => {
    for (const range of [
      '',
      ' ',
      '||',
      '1.0.0 ||',
      'latest',
      '^',
      '1.2.3.4',
      '01.0.0',
      '1.x.3',
      '^1.0.0-',
      '1.0-rc',
      '>*',
      'v1.0.0',
      '> =1.0.0',
      '1.0.0+a..b',
      '^1.0.0 foo',
      '1'.repeat(300),
    ]) {
      assert.ok(!isSemverRange(range), range)
      assert.ok(!isInSemverRange('1.0.0', range))
    }
    assert.ok(!isInSemverRange('1.0', '*'))
  })
})
