/** The first program of the implementers' guide runs as the guide says it does. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'mocha'

const ROOT = join(import.meta.dirname, '..', '..')

test('the guide’s first program answers, and shows nothing yet', () => {
  const guide = readFileSync(join(ROOT, 'docs', 'guide', 'implementers.md'), 'utf8')
  const program = /```python\n([\s\S]*?)```/.exec(guide)?.[1]
  assert.ok(program !== undefined)
  const folder = mkdtempSync(join(tmpdir(), 'conformance-guide-'))
  try {
    writeFileSync(join(folder, 'mine.py'), program)
    const words = [
      join(ROOT, 'spec-tests', 'src', 'main.ts'),
      '--area',
      'tile',
      '--allow-unsupported',
      '--',
      'python3',
      join(folder, 'mine.py'),
    ]
    const { status, stdout } = spawnSync(process.execPath, words, { encoding: 'utf8' })
    assert.equal(status, 3)
    assert.match(stdout, /^mine 0\.1$/m)
    assert.match(stdout, /^tile +0 +0 +0 +(\d+) +0 +\1$/m)
    const lines = [
      '{}',
      'no JSON',
      '[]',
      '7',
      '"id"',
      `${'['.repeat(100_000)}`,
      '{"id": 3, "kind": "capabilities"}',
      '',
    ]
    const alone = spawnSync('python3', [join(folder, 'mine.py')], { encoding: 'utf8', input: lines.join('\n') })
    const ids = alone.stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: unknown }).id)
    assert.deepEqual([alone.status, ids], [0, [null, null, null, null, null, null, 3]])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
