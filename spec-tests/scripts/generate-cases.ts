/**
 * Prints every generated file of the suite: the documents that cases start from and the cases made from seeds and tables. Owns the list of them; the
 * same run gives the same bytes everywhere. Run with `--check` it writes nothing and reports drift.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkpointCases } from './areas/checkpoint.ts'
import { jcsCases } from './areas/jcs.ts'
import { jsonCases } from './areas/json.ts'
import { manifestCases } from './areas/manifest.ts'
import { manifestFieldCases } from './areas/manifest-fields.ts'
import { readingCases } from './areas/manifest-readings.ts'
import { merkleCases } from './areas/merkle.ts'
import { presetCases } from './areas/preset.ts'
import { signatureCases } from './areas/signature.ts'
import { manifestDocuments } from './documents.ts'

/** Path from the repository's root to text. */
export function generate(): Map<string, string> {
  return new Map([
    ...documentFiles(),
    ...jcsCases(),
    ...jsonCases(),
    ...merkleCases(),
    ...checkpointCases(),
    ...signatureCases(),
    ...presetCases(),
    ...manifestCases(),
    ...manifestFieldCases(),
    ...readingCases(),
  ])
}

function documentFiles(): [string, string][] {
  return [...manifestDocuments()].map(([name, manifest]) => [
    `spec-tests/documents/${name}.generated.json`,
    `${JSON.stringify(manifest, null, 1)}\n`,
  ])
}

const ROOT = join(import.meta.dirname, '..', '..')

function main(isCheck: boolean): number {
  const stale = [...generate()].filter(([path, text]) => readIfThere(join(ROOT, path)) !== text)
  for (const [path, text] of stale) {
    if (isCheck) process.stdout.write(`differs from what is generated: ${path}\n`)
    else {
      mkdirSync(dirname(join(ROOT, path)), { recursive: true })
      writeFileSync(join(ROOT, path), text)
    }
  }
  return isCheck && stale.length > 0 ? 5 : 0
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

if (import.meta.main) process.exitCode = main(process.argv.includes('--check'))
