/** Makes the published bundles anew from the sources at hand, so that no test looks at yesterday's, and hands out their texts. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const PACKAGE = join(import.meta.dirname, '..', '..')

let made: Readonly<Record<'index' | 'ed25519', string>> | undefined

/** Text by entry. */
export function publishedBundles(): Readonly<Record<'index' | 'ed25519', string>> {
  if (made !== undefined) return made
  execFileSync(process.execPath, [join(PACKAGE, '..', 'scripts', 'bundle.mjs'), 'manifest-validator'])
  const read = (name: string): string => readFileSync(join(PACKAGE, 'dist', 'bundle', `${name}.js`), 'utf8')
  made = { index: read('index'), ed25519: read('ed25519') }
  return made
}
