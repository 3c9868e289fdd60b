/**
 * Compares texts by path with the files of a folder under `golden/`: the same paths, the same bytes. `UPDATE=1` rewrites the folder, which is refused
 * where `CI` is set.
 */
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const GOLDEN: string = fileURLToPath(new URL('./golden/', import.meta.url))

export function matchesGoldenDirectory(name: string, texts: ReadonlyMap<string, string>): void {
  const folder = join(GOLDEN, name)
  if (process.env['UPDATE'] === '1') {
    assert.equal(process.env['CI'], undefined, 'golden files are not rewritten in CI')
    rmSync(folder, { recursive: true, force: true })
    for (const [path, text] of texts) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
  }
  assert.deepEqual(filesBelow(folder), [...texts.keys()].sort())
  for (const [path, text] of texts) assert.equal(text, readFileSync(join(folder, path), 'utf8'), path)
}

export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}
