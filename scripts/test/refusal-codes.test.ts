/** Every code with which the enforcement point refuses is explained in its reference, once, and no other. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../source-tree.ts'

describe('codes of a refusal', () => {
  it('are those of the reference', () => {
    const source = readFileSync(join(ROOT, 'runtime/src/pep/refusal.ts'), 'utf8')
    const codes = [...source.matchAll(/^ {2}\| '([A-Z_]+)'$/gm)].map(([, code]) => code ?? '')
    const page = readFileSync(join(ROOT, 'docs/reference/runtime.md'), 'utf8')
    const [section = ''] = (page.split('\n## Codes of a refusal\n')[1] ?? '').split('\n## ')
    const rows = section.split('\n').filter((line) => line.startsWith('| `'))
    const explained = rows.flatMap((row) =>
      [...(row.split(' | ')[0] ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code ?? ''),
    )
    assert.ok(codes.length > 25)
    assert.deepEqual(explained.toSorted(), codes.toSorted())
  })
})
