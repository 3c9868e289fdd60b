/** Completions in the shells themselves: bash runs the function it registered, fish answers by itself, zsh completes in a terminal of its own where it is there. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensurePackage } from '../../scripts/system-packages.ts'
import { withoutPackage } from '../../scripts/without-package.ts'
import { clawqlc, createScratch, ROOT, run } from './program.ts'

const scratch = createScratch()
const FORMATS = ['human', 'plain', 'json', 'jsonl', 'sarif', 'junit', 'github']

/** The script of a program for a shell, in a file. */
async function scriptFile(program: 'clawqlc' | 'clawql', shell: string): Promise<string> {
  const source = join(ROOT, 'cli', 'src', `${program}.ts`)
  const { status, stdout } = await run([process.execPath, '--conditions=source', source, 'completion', shell])
  assert.equal(status, 0)
  const path = scratch.path(`${program}.${shell}`)
  writeFileSync(path, stdout)
  return path
}

describe('completions in bash', () => {
  const project = scratch.make({ 'a file.claw': '', 'other.txt': '', 'sub/x.claw': '' })
  let paths: Record<string, string> = {}
  before(async () => {
    const [clawqlcPath, clawqlPath] = await Promise.all([scriptFile('clawqlc', 'bash'), scriptFile('clawql', 'bash')])
    paths = { clawqlc: clawqlcPath, clawql: clawqlPath }
  })

  /** `words` as readline splits them; the last is being completed. */
  async function complete(...words: readonly string[]): Promise<readonly string[]> {
    const [program = ''] = words
    // What runs is what the script registered for the program, as readline would.
    const call = `source "$1"; shift
      fn=$(complete -p "$1" | sed -E 's/.* -F ([^ ]+) .*/\\1/')
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); "$fn" "$1"
      if ((\${#COMPREPLY[@]})); then printf '%s\\n' "\${COMPREPLY[@]}"; fi`
    const { stdout, stderr } = await run(
      ['bash', '--norc', '--noprofile', '-c', call, 'bash', paths[program] ?? '', ...words],
      { cwd: project },
    )
    assert.equal(stderr, '')
    return stdout.split('\n').filter((line) => line !== '')
  }

  it('verbs, and verbs below verbs', async () => {
    const { stdout } = await clawqlc(['--help'])
    const [, list = ''] = stdout.split('\nCommands:\n')
    const inHelp = [...list.matchAll(/^ {2}([a-z]+)/gm)].map(([, verb]) => verb).filter((verb) => verb !== 'help')
    assert.deepEqual(await complete('clawqlc', ''), inHelp)
    assert.deepEqual(await complete('clawqlc', 'e'), ['eval', 'explain'])
    assert.deepEqual(await complete('clawqlc', 'manifest', 've'), ['verify-proof', 'verify'])
    assert.deepEqual(await complete('clawql', 'worm', 'ver'), ['verify'])
    assert.deepEqual(await complete('clawqlc', 'completion', ''), ['bash', 'zsh', 'fish'])
  })

  it('options of the verb, and only of it', async () => {
    assert.deepEqual(await complete('clawqlc', 'fmt', '--'), ['--stdin-filepath', '--check', '--format', '--help'])
    assert.deepEqual(await complete('clawqlc', 'test', '--min'), ['--min-coverage'])
    assert.deepEqual(await complete('clawqlc', '--v'), ['--version'])
  })

  it('what an option takes, however it is written', async () => {
    assert.deepEqual(await complete('clawqlc', 'check', '--format', ''), FORMATS)
    assert.deepEqual(await complete('clawqlc', 'check', '--format', '=', 'js'), ['json', 'jsonl'])
    assert.deepEqual(await complete('clawqlc', 'check', '--format', '='), FORMATS)
    assert.deepEqual(await complete('clawqlc', 'fix', '--format', ''), ['human', 'json'])
    assert.deepEqual(await complete('clawqlc', 'test', '--filter', ''), [])
  })

  it('files where files stand, directories where directories do, names with blanks whole', async () => {
    const found = await complete('clawqlc', 'check', '')
    assert.deepEqual([...found].sort(), ['a file.claw', 'other.txt', 'sub'])
    assert.deepEqual(await complete('clawqlc', 'build', ''), ['sub'])
    assert.deepEqual(await complete('clawqlc', 'build', '--format', 'json', ''), ['sub'])
    assert.deepEqual(await complete('clawqlc', 'build', 'sub', ''), [])
    assert.deepEqual(await complete('clawqlc', 'build', '-o', ''), ['sub'])
    assert.deepEqual(await complete('clawqlc', 'manifest', 'sign', '--key', 'o'), ['other.txt'])
  })

  it('what an option was given is taken for no verb', async () => {
    assert.deepEqual(await complete('clawqlc', 'manifest', 'sign', '--keyid', 'verify', '--hsm-m'), ['--hsm-module'])
  })
})

describe('completions in fish', () => {
  const shell = ensurePackage('fish')
  if (shell.state === 'unavailable') return withoutPackage(shell, 'completions in fish')

  it('verbs, options, choices and files', async () => {
    const path = await scriptFile('clawqlc', 'fish')
    const cwd = scratch.make({ 'a.claw': '', 'sub/x.claw': '' })
    const complete = async (line: string): Promise<readonly string[]> => {
      const words = [shell.program, '--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', path, line]
      const { stdout, stderr } = await run(words, { cwd, env: { HOME: cwd } })
      assert.equal(stderr, '')
      return stdout.split('\n').flatMap((row) => (row === '' ? [] : [row.split('\t')[0] ?? '']))
    }
    assert.deepEqual(await complete('clawqlc e'), ['eval', 'explain'])
    assert.deepEqual(await complete('clawqlc manifest verify'), ['verify', 'verify-proof'])
    assert.deepEqual([...(await complete('clawqlc check --format '))].sort(), [...FORMATS].sort())
    assert.deepEqual(await complete('clawqlc test --min'), ['--min-coverage'])
    assert.deepEqual(await complete('clawqlc build '), ['sub/'])
    assert.deepEqual(await complete('clawqlc check '), ['a.claw', 'sub/'])
  })
})

describe('completions in zsh', () => {
  const shell = ensurePackage('zsh')
  if (shell.state === 'unavailable') return withoutPackage(shell, 'completions in zsh')

  it('a terminal shows verbs with what they do, options and choices', async () => {
    const path = await scriptFile('clawqlc', 'zsh')
    const checked = await run([shell.program, '-f', '-n', path])
    assert.deepEqual([checked.status, checked.stderr], [0, ''])
    // A terminal inside zsh, since it completes in no other; what was typed is answered with the list.
    const script = `zmodload zsh/zpty
      zpty t "TERM=dumb zsh -f -i"
      say() { zpty -w t "$1" }
      say 'PS1="" ; LISTMAX=1000 ; COLUMNS=150 ; autoload -Uz compinit && compinit -u -D ; source "'$1'" ; setopt list_ambiguous ; print REA""DY'
      zpty -r t line '*READY*'
      zpty -w -n t "$2"$'\\t\\t'
      zpty -w -n t $'\\C-a: \\C-e ; print DO""NE\\n'
      zpty -r t line '*DONE*'
      print -r -- "$line"`
    const complete = async (line: string): Promise<string> => {
      const { stdout } = await run([shell.program, '-f', '-c', script, 'zsh', path, line], {
        env: { HOME: scratch.path() },
      })
      return stdout
    }
    assert.match(await complete('clawqlc e'), /eval +-- decide one request and say why/)
    assert.match(await complete('clawqlc test --f'), /--fail-on-empty +-- status 3 when no test ran/)
    assert.match(await complete('clawqlc check --format '), /human +json +/)
  })
})
