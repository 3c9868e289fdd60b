/** The last chapter: the audit log is printed and verified, then one byte of it is flipped. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { dataLayout } from '@clawql/runtime/node'
import { ROOT } from '../source-tree.ts'
import type { Governed } from './governed-chapter.ts'
import { chapter, command, indent, line, type Story, say, tool } from './story.ts'

export function logChapter(story: Story, { dataDir, logKey }: Governed): void {
  chapter(7, 'The audit log, and one flipped byte')
  const data = relative(ROOT, dataDir)
  command('clawql', ['worm', 'query', '--data', data])
  indent(tool('clawql', ['worm', 'query', '--data', data]).stdout)
  command('clawql', ['worm', 'verify', '--data', data, '--vkey', '…'])
  const whole = tool('clawql', ['worm', 'verify', '--data', data, '--vkey', logKey])
  indent(whole.stdout + whole.stderr)
  const { path, restore } = flipOneByte(dataLayout(dataDir).log)
  say(`   one byte of ${relative(dataDir, path)} is flipped`)
  const broken = tool('clawql', ['worm', 'verify', '--data', data, '--vkey', logKey])
  indent(broken.stdout + broken.stderr)
  restore()
  if (whole.status !== 0 || broken.status !== 3) {
    line(story, 'verification before and after', `status ${whole.status} and ${broken.status}`, false)
  }
}

/** In the middle of the entries as auditors read them. */
function flipOneByte(log: string): { path: string; restore: () => void } {
  const folder = join(log, 'tile', 'entries')
  const [name = ''] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.p\/\d+$|^\d{3}$/.test(path))
    .sort()
    .reverse()
  const path = join(folder, name)
  const bytes = readFileSync(path)
  const flipped = Buffer.from(bytes)
  const at = flipped.indexOf('ACTION_APPROVED')
  flipped[at] = (flipped[at] ?? 0) ^ 1
  writeFileSync(path, flipped)
  return { path, restore: () => writeFileSync(path, bytes) }
}
