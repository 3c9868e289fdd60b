/** Every verb and every option that `clawqlc help` prints occurs in the section of that verb in the reference page, so that neither can grow without the other. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../source-tree.ts'

const PAGE = readFileSync(join(ROOT, 'docs/reference/clawqlc.md'), 'utf8')
const PROGRAM = join(ROOT, 'cli/src/clawqlc.ts')

describe('reference of clawqlc', () => {
  const verbs = verbsIn(help([]))

  it('finds the verbs', () => {
    assert.ok(verbs.length >= 7, `only ${verbs.join(', ')} were found`)
  })

  for (const verb of verbs) {
    it(`${verb}: the verb and its options are on the page`, () => {
      assert.ok(PAGE.includes(`\`${verb}\``), `the page does not mention \`${verb}\``)
      const section = sectionOf(verb)
      for (const words of [[verb], ...verbsIn(help([verb])).map((inner) => [verb, inner])]) {
        if (words.length > 1)
          assert.ok(section.includes(`clawqlc ${words.join(' ')}`), `no synopsis of ${words.join(' ')}`)
        for (const option of optionsIn(help(words)))
          assert.ok(section.includes(option), `${words.join(' ')}: no ${option} on the page`)
      }
    })
  }
})

/** From the sources, so that no stale build is asked. */
function help(words: readonly string[]): string {
  const options = ['--conditions=source', '--disable-warning=ExperimentalWarning']
  return execFileSync(process.execPath, [...options, PROGRAM, ...words, '--help'], { encoding: 'utf8' })
}

/** The names under "Commands:". */
function verbsIn(text: string): readonly string[] {
  const [, list = ''] = text.split('\nCommands:\n')
  return [...(list.split('\n\n')[0] ?? '').matchAll(/^ {2}([a-z][a-z-]*)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'help')
}

/** The long names under "Options:"; every verb has the option for help, which the page says once. */
function optionsIn(text: string): readonly string[] {
  const [, list = ''] = text.split('\nOptions:\n')
  const names = [...(list.split('\n\n')[0] ?? '').matchAll(/^ {2}(?:-[A-Za-z], )?(--[a-z][a-z-]*)/gm)]
  return names.map(([, name = '']) => name).filter((name) => name !== '--help')
}

function sectionOf(verb: string): string {
  const start = PAGE.indexOf(`\n## ${verb}\n`)
  assert.ok(start >= 0, `the page has no section ${verb}`)
  const end = PAGE.indexOf('\n## ', start + 1)
  return PAGE.slice(start, end < 0 ? undefined : end)
}
