/** `clawqlc fmt` as a program: what it writes, what it leaves alone, what it says. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clawqlc, createScratch, TREASURY } from './program.ts'

const UGLY = 'module a\nrole   b:agent // note\n\n\n'
const NEAT = 'module a\n\nrole b: agent // note\n'
const WRONG = 'module a\n\nrole c: agent {\n'

const scratch = createScratch()
const read = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8')

describe('clawqlc fmt', () => {
  it('writes the files that are not in the layout and names them', async () => {
    const project = scratch.make({ 'a.claw': UGLY, 'b/c.claw': NEAT, 'd.txt': UGLY })
    const { status, stdout, stderr } = await clawqlc(['fmt'], { cwd: project })
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: 'a.claw\n', stderr: '1 of 2 files formatted\n' })
    assert.equal(read(project, 'a.claw'), NEAT)
    assert.equal(read(project, 'd.txt'), UGLY)
  })

  it('--check writes nothing and ends with status 5', async () => {
    const project = scratch.make({ 'a.claw': UGLY })
    const { status, stdout } = await clawqlc(['fmt', '--check', project])
    assert.deepEqual({ status, stdout }, { status: 5, stdout: `${join(project, 'a.claw')}\n` })
    assert.equal(read(project, 'a.claw'), UGLY)
  })

  it('--check of what is in the layout ends with status 0', async () => {
    const { status, stdout } = await clawqlc(['fmt', '--check', TREASURY])
    assert.deepEqual({ status, stdout }, { status: 0, stdout: '' })
  })

  it('leaves a file with an error alone, formats the others, ends with status 2', async () => {
    const project = scratch.make({ 'a.claw': UGLY, 'wrong.claw': WRONG })
    const { status, stdout, stderr } = await clawqlc(['fmt', '--format', 'json'], { cwd: project })
    const result = JSON.parse(stdout) as { formatted: string[]; diagnostics: { file: string }[] }
    assert.deepEqual({ status, stderr, formatted: result.formatted }, { status: 2, stderr: '', formatted: ['a.claw'] })
    assert.ok(result.diagnostics.length > 0 && result.diagnostics.every(({ file }) => file === 'wrong.claw'))
    assert.equal(read(project, 'wrong.claw'), WRONG)
  })

  it('`-` formats standard input to standard output', async () => {
    const fine = await clawqlc(['fmt', '-'], { input: UGLY })
    assert.deepEqual(fine, { status: 0, stdout: NEAT, stderr: '' })
    const wrong = await clawqlc(['fmt', '-'], { input: WRONG })
    assert.deepEqual({ status: wrong.status, stdout: wrong.stdout }, { status: 2, stdout: '' })
    assert.match(wrong.stderr, /CQ1\d{3}/)
    assert.equal((await clawqlc(['fmt', '--check', '-'], { input: UGLY })).status, 5)
  })

  it('a path that is not there, or `-` among others, is a wrong call', async () => {
    assert.equal((await clawqlc(['fmt', 'nowhere.claw'])).status, 1)
    assert.equal((await clawqlc(['fmt', '-', 'a.claw'])).status, 1)
  })
})
