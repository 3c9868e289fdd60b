/**
 * `bench/hostile`: sources made to hurt, at one size and at four times that, each in a process of its own: processor time and memory from text to printed diagnostics.
 * What grows in proportion shows four; the mark is eight, so that nothing quadratic, which shows sixteen, passes.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { HOSTILE_PROJECTS } from './projects.ts'

const SIZE = 2_000
const TIMES_LARGER = 4
const MARK = 8

interface Cost {
  readonly milliseconds: number
  readonly maxRssKiB: number
  readonly characters: number
  readonly diagnostics: number
}

/** Returns the table as Markdown. */
export async function benchHostile(): Promise<string> {
  const rows: string[] = []
  const beyond: string[] = []
  for (const name of HOSTILE_PROJECTS.keys()) {
    const [small, large] = [runOnce(name, SIZE), runOnce(name, SIZE * TIMES_LARGER)]
    const growth = large.milliseconds / small.milliseconds
    if (growth > MARK) beyond.push(name)
    rows.push(
      `| ${name} | ${large.characters.toLocaleString('en')} | ${ms(small)} | ${ms(large)} | ${growth.toFixed(1)} × | ${mebibytes(large)} | ${large.diagnostics.toLocaleString('en')} |`,
    )
  }
  return [
    `Processor time from text to printed diagnostics, ${SIZE.toLocaleString('en')} units of each and ${TIMES_LARGER} times as many.\n`,
    `| | characters | ${SIZE.toLocaleString('en')} | ${(SIZE * TIMES_LARGER).toLocaleString('en')} | growth | memory | diagnostics |`,
    '|---|---:|---:|---:|---:|---:|---:|',
    ...rows,
    '',
    beyond.length === 0 ? `None grows ${MARK} ×.\n` : `Beyond ${MARK} ×: ${beyond.join(', ')}.\n`,
  ].join('\n')
}

function runOnce(name: string, size: number): Cost {
  const words = ['--conditions=source', join(import.meta.dirname, 'run-once.ts'), name, String(size)]
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${name} at ${size}: ${stderr.slice(0, 500)}`)
  return JSON.parse(stdout) as Cost
}

function ms({ milliseconds }: Cost): string {
  return `${milliseconds.toFixed(0)} ms`
}

function mebibytes({ maxRssKiB }: Cost): string {
  return `${Math.round(maxRssKiB / 1024)} MiB`
}
