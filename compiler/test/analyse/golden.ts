/**
 * Compares a text with a file under `golden/`; `UPDATE=1` writes the file instead, which is refused where `CI` is set.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const GOLDEN = fileURLToPath(new URL('./golden/', import.meta.url))

export function matchesGolden(name: string, actual: string): void {
  const path = join(GOLDEN, name)
  if (process.env['UPDATE'] === '1') {
    assert.ok(process.env['CI'] === undefined, 'golden files are not rewritten in CI')
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, actual)
    return
  }
  assert.ok(existsSync(path), `there is no golden file ${name}; UPDATE=1 writes it`)
  assert.equal(actual, readFileSync(path, 'utf8'))
}
