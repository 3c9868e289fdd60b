/** `--watch` as a program: real files are edited, and each wait is for the line that answers the edit. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { copyTreasury, createScratch, ROOT, treasuryFile } from './program.ts'

const scratch = createScratch()

interface Watching {
  /** Resolves when what was printed since the last call matches; gives that. */
  readonly said: (pattern: RegExp) => Promise<string>
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>
}

function start(words: readonly string[], cwd: string): Watching {
  const program = join(ROOT, 'cli', 'src', 'clawqlc.ts')
  // One pipe for both, so that what was printed first is read first.
  const one = ['-c', 'exec "$@" 2>&1', 'sh', process.execPath, '--conditions=source', program, ...words]
  const child: ChildProcess = spawn('sh', one, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  after(() => child.kill('SIGKILL'))
  let text = ''
  let heard: () => void = () => undefined
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
    heard()
  })
  return {
    said: async (pattern) => {
      for (;;) {
        const match = pattern.exec(text)
        if (match !== null) {
          const before = text.slice(0, match.index + match[0].length)
          text = text.slice(before.length)
          return before
        }
        await new Promise<void>((resolve) => {
          heard = resolve
        })
      }
    },
    end: async (signal) => {
      child.kill(signal)
      const [status] = (await once(child, 'close')) as [number | null]
      return status
    },
  }
}

/** As editors do: nobody ever sees half a file. */
function replace(path: string, text: string): void {
  const beside = join(dirname(path), '.beside')
  writeFileSync(beside, text)
  renameSync(beside, path)
}

describe('clawqlc --watch', () => {
  it('test: runs again for a change, an error, its repair, a new file and a removed one, and ends well', async () => {
    const cwd = copyTreasury(scratch.path('tested'))
    const { said, end } = start(['test', '--watch', '--coverage'], cwd)
    const path = join(cwd, 'treasury.test.claw')
    const good = treasuryFile('treasury.test.claw')

    assert.match(await said(/watching \.; interrupt to end\n/), /4 passed, 0 failed/)
    replace(path, good.replace('expect deny distinct_accounts', 'expect stage'))
    assert.match(
      await said(/watching again\n/),
      /^\nchanged treasury\.test\.claw\n[\s\S]*FAIL[\s\S]*3 passed, 1 failed/,
    )
    replace(path, `${good}\naction {`)
    assert.match(await said(/watching again\n/), /^\nchanged treasury\.test\.claw\n[\s\S]*error\[CQ/)
    replace(path, good)
    assert.match(await said(/watching again\n/), /4 passed, 0 failed/)
    mkdirSync(join(cwd, 'more', 'below'), { recursive: true })
    replace(join(cwd, 'more', 'below', 'extra.claw'), 'module acme.extra\n\nrole nobody: robot\n')
    assert.match(await said(/watching again\n/), /^\nadded more\/below\/extra\.claw\n[\s\S]*error\[CQ/)
    rmSync(join(cwd, 'more'), { recursive: true })
    assert.match(await said(/watching again\n/), /^\nremoved more\/below\/extra\.claw\n[\s\S]*4 passed/)
    assert.equal(await end('SIGINT'), 0)
  })

  it('build: its own output, hidden files and a touch without an edit run nothing', async () => {
    const cwd = copyTreasury(scratch.path('built'))
    const { said, end } = start(['build', '--watch'], cwd)
    await said(/watching \.; interrupt to end\n/)
    const record = join(cwd, 'out', 'treasury-agent', 'build.json')
    assert.ok(existsSync(record))
    writeFileSync(join(cwd, '.hidden.claw'), 'nonsense')
    utimesSync(join(cwd, 'roles.claw'), new Date(), new Date())
    writeFileSync(join(cwd, 'out', 'note.txt'), 'mine')
    // The first thing said is about this edit, although the others came before it.
    replace(join(cwd, 'roles.claw'), `${treasuryFile('roles.claw')}// A word more.\n`)
    assert.match(await said(/watching again\n/), /^\nchanged roles\.claw\nbuilt treasury-agent\n/)
    replace(join(cwd, 'roles.claw'), 'module acme.treasury\n\nrole')
    assert.match(await said(/watching again\n/), /^\nchanged roles\.claw\nerror[\s\S]*not built: /)
    assert.ok(existsSync(record), 'a failed build leaves the output as it was')
    assert.equal(await end('SIGTERM'), 0)
  })

  it('a project that has no source yet is waited for; a directory that is none is refused', async () => {
    const cwd = scratch.make({ 'notes.md': 'soon\n' })
    const { said, end } = start(['test', '--watch'], cwd)
    assert.match(await said(/watching \.; interrupt to end\n/), /there is no \.claw file here/)
    replace(join(cwd, 'roles.claw'), 'module acme.desk\n\nrole agent: agent\n')
    assert.match(await said(/watching again\n/), /0 passed, 0 failed/)
    assert.equal(await end('SIGINT'), 0)
    const refused = start(['test', 'nowhere', '--watch'], cwd)
    await refused.said(/there is no file or directory `nowhere`/)
  })
})
