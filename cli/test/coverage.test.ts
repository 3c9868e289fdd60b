/** `clawqlc test --coverage` as a program: the figures, the places, the minimum, and every format. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clawqlc, createScratch, TREASURY } from './program.ts'

const scratch = createScratch()
const SARIF_RESULT = /"ruleId": "coverage",\n\s+"ruleIndex": 0,\n\s+"level": "warning"/

describe('clawqlc test --coverage', () => {
  it('says how much of each action is shown, and underlines what is not', async () => {
    const { status, stdout } = await clawqlc(['test', TREASURY, '--coverage'])
    assert.equal(status, 0)
    assert.match(stdout, /\n4 passed, 0 failed\n\ncoverage 50 %: 11 of 22\n {2}asset\.transfer_sensitive {2}11 of 16\n/)
    assert.match(stdout, /\nno test shows:\n/)
    assert.match(
      stdout,
      / {2}--> balance\.claw:5:6\n {3}\|\n 5 \| read ledger\.get_balance \{\n {3}\| {6}\^{18} no test calls `ledger\.get_balance`\n/,
    )
  })

  it('is a failure below the minimum, which must be a percentage', async () => {
    const [enough, short, wrong] = await Promise.all([
      clawqlc(['test', TREASURY, '--min-coverage', '50']),
      clawqlc(['test', TREASURY, '--min-coverage', '51']),
      clawqlc(['test', TREASURY, '--min-coverage', '101']),
    ])
    assert.deepEqual([enough.status, short.status, wrong.status], [0, 3, 1])
    assert.equal(short.stderr, 'the tests show 50 %, less than 51 %\n')
    assert.match(wrong.stderr, /a whole number from 0 to 100/)
  })

  it('counts only the tests of the filter', async () => {
    const { stdout } = await clawqlc(['test', TREASURY, '--coverage', '--filter', 'limits'])
    assert.match(stdout, /\ncoverage 31 %: 7 of 22\n/)
    assert.match(stdout, /\^+ no test is denied by `distinct_accounts`\n/)
  })

  it('in every format', async () => {
    const formats = ['json', 'jsonl', 'junit', 'github', 'sarif', 'plain'] as const
    const runs = await Promise.all(
      formats.map((format) => clawqlc(['test', TREASURY, '--min-coverage', '60', '--format', format])),
    )
    assert.deepEqual(
      runs.map(({ status }) => status),
      formats.map(() => 3),
    )
    const [json, jsonl, junit, github, sarif, plain] = runs.map(({ stdout }) => stdout) as [string, ...string[]]
    const { coverage } = JSON.parse(json) as { coverage: { percent: number; gaps: { kind: string; file: string }[] } }
    assert.equal(coverage.percent, 50)
    assert.deepEqual(coverage.gaps.at(-1)?.kind, 'call')
    assert.deepEqual(JSON.parse(jsonl?.trimEnd().split('\n').at(-1) ?? ''), { coverage })
    assert.match(junit ?? '', /<testcase classname="coverage" name="coverage of at least 60 %">\n +<failure/)
    assert.match(github ?? '', /^::warning file=.*title=coverage not-shown::no test is denied SCHEMA_INVALID$/m)
    assert.match(sarif ?? '', SARIF_RESULT)
    assert.match(plain ?? '', /\ncoverage 50 %/)
  })

  it('writes lcov, whose totals are those of the report', async () => {
    const file = scratch.path('lcov.info')
    const { status, stdout } = await clawqlc(['test', TREASURY, '--lcov', file, '--coverage'])
    assert.equal(status, 0)
    const text = readFileSync(file, 'utf8')
    const sum = (key: string): number =>
      [...text.matchAll(new RegExp(`^${key}:(\\d+)$`, 'gm'))].reduce((total, [, count]) => total + Number(count), 0)
    assert.deepEqual([sum('BRH'), sum('BRF')], [11, 22])
    assert.match(stdout, / 11 of 22\n/)
    assert.equal(text.match(/^BRDA:\d+,0,\d+,\d+$/gm)?.length, 22)
    assert.ok(text.startsWith('TN:\nSF:balance.claw\n') && text.endsWith('end_of_record\n'))
    for (const [, path] of text.matchAll(/^SF:(.*)$/gm)) readFileSync(join(TREASURY, path ?? ''))
  })
})
