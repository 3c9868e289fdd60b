/** Chapter one: the sources are checked, tested and compiled by the real program. */
import { relative } from 'node:path'
import { ROOT } from '../source-tree.ts'
import { chapter, command, indent, line, type Story, tool } from './story.ts'

export function buildChapter(story: Story): void {
  chapter(1, 'The policy is compiled')
  const words = ['build', relative(ROOT, story.project), '-o', relative(ROOT, story.out)]
  command('clawqlc', words)
  const built = tool('clawqlc', words)
  indent(built.stdout + built.stderr)
  const tests = tool('clawqlc', ['test', relative(ROOT, story.project)])
  command('clawqlc', ['test', relative(ROOT, story.project)])
  indent(tests.stdout + tests.stderr)
  if (built.status !== 0 || tests.status !== 0) {
    line(story, 'clawqlc build and test', `status ${built.status} and ${tests.status}`, false)
  }
}
