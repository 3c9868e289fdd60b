/** Chapter three: one character of the manifest is changed, and validation says what broke. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { ROOT } from '../source-tree.ts'
import { chapter, command, indent, line, type Story, say, tool } from './story.ts'

export function tamperChapter(story: Story): void {
  chapter(3, 'One character of the manifest is changed')
  const manifest = join(story.out, 'treasury-agent', 'manifest.json')
  const copy = join(story.out, 'tampered.json')
  const text = readFileSync(manifest, 'utf8')
  const changed = text.replace('"value": 1000000', '"value": 9000000')
  writeFileSync(copy, changed)
  say('   "value": 1000000  →  "value": 9000000')
  const words = ['manifest', 'validate', relative(ROOT, copy)]
  command('clawqlc', words)
  const result = tool('clawqlc', words)
  indent(result.stdout + result.stderr)
  if (changed === text || result.status !== 2 || !/ROOT/.test(result.stdout + result.stderr)) {
    line(story, 'the tampered manifest is refused', `status ${result.status}`, false)
  }
}
