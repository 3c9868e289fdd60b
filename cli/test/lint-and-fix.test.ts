/** `clawqlc lint` and `clawqlc fix` as programs: statuses, formats, what is written. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BROKEN, clawqlc, createScratch, TREASURY } from './program.ts'

const NAMES = 'module a\n\nrole desk-lead: human\nrole desk_lead: human\n'
const QUOTES = "module a\n\nconst b = ['x', 'y']\n"

const scratch = createScratch()
const read = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8')

describe('clawqlc lint', () => {
  it('the example, and a project that was just started, give no finding', async () => {
    const treasury = await clawqlc(['lint', TREASURY, '--strict'])
    assert.deepEqual(treasury, { status: 0, stdout: '', stderr: 'linted 7 files: nothing to say\n' })
    const cwd = scratch.make({})
    await clawqlc(['init', 'new'], { cwd })
    const started = await clawqlc(['lint', 'new', '--strict'], { cwd })
    assert.deepEqual({ status: started.status, stdout: started.stdout }, { status: 0, stdout: '' })
    assert.equal((await clawqlc(['fmt', '--check', 'new'], { cwd })).status, 0)
  })

  it('a finding is a warning: status 0, with --strict 3', async () => {
    const cwd = scratch.make({ 'a.claw': NAMES })
    const plain = await clawqlc(['lint', '--format', 'plain'], { cwd })
    assert.equal(plain.status, 0)
    assert.match(plain.stdout, /^a\.claw:4:6: warning\[CQ7201\]: /)
    const strict = await clawqlc(['lint', '--strict', '--format', 'json'], { cwd })
    assert.equal(strict.status, 3)
    assert.deepEqual(
      JSON.parse(strict.stdout).diagnostics.map(({ code, docs }: { code: string; docs: string }) => [code, docs]),
      [['CQ7201', 'docs/reference/diagnostics/CQ7201.md']],
    )
  })

  it('a project with errors: status 2', async () => {
    const { status, stdout } = await clawqlc(['lint'], { cwd: scratch.make(BROKEN) })
    assert.equal(status, 2)
    assert.doesNotMatch(stdout, /CQ7/)
  })

  it('--date is a day', async () => {
    const suppressed = NAMES.replace('role desk_', 'suppress CQ7201 because "old" until 2027-01-01\nrole desk_')
    const cwd = scratch.make({ 'a.claw': suppressed })
    assert.equal((await clawqlc(['lint', '--strict'], { cwd })).status, 0)
    assert.equal((await clawqlc(['lint', '--strict', '--date', '2027-02-01'], { cwd })).status, 3)
    for (const date of ['2027-02-30', 'today']) {
      assert.equal((await clawqlc(['lint', '--date', date], { cwd })).status, 1)
    }
  })
})

describe('clawqlc fix', () => {
  it('--dry-run prints a diff and writes nothing', async () => {
    const cwd = scratch.make({ 'a.claw': QUOTES })
    const { status, stdout } = await clawqlc(['fix', '--dry-run'], { cwd })
    assert.equal(status, 0)
    assert.equal(
      stdout,
      '--- a/a.claw\n+++ b/a.claw\n@@ -1,3 +1,3 @@\n module a\n \n-const b = [\'x\', \'y\']\n+const b = ["x", "y"]\n',
    )
    assert.equal(read(cwd, 'a.claw'), QUOTES)
  })

  it('writes what it fixed and says so', async () => {
    const cwd = scratch.make({ 'a.claw': QUOTES })
    const { status, stdout, stderr } = await clawqlc(['fix'], { cwd })
    assert.deepEqual(
      { status, stdout, stderr },
      {
        status: 0,
        stdout: 'a.claw: CQ1017 use double quotes\na.claw: CQ1017 use double quotes\n',
        stderr: '2 fixes applied\n',
      },
    )
    assert.equal(read(cwd, 'a.claw'), 'module a\n\nconst b = ["x", "y"]\n')
  })

  it('what cannot be fixed is left, with status 2', async () => {
    const cwd = scratch.make(BROKEN)
    const { status, stdout } = await clawqlc(['fix', '--format', 'json'], { cwd })
    const { applied, diagnostics } = JSON.parse(stdout)
    assert.deepEqual({ status, applied }, { status: 2, applied: [] })
    assert.ok(diagnostics.length > 0)
    for (const [path, text] of Object.entries(BROKEN)) assert.equal(read(cwd, path), text)
  })
})
