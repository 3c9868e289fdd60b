/** Makes the published bundles anew from the sources at hand, so that no test looks at yesterday's, and hands out their texts. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const PACKAGE = join(import.meta.dirname, '..', '..')

/** Text by entry: `index`, `ed25519`. */
export async function publishedBundles(): Promise<Readonly<Record<'index' | 'ed25519', string>>> {
  await import('../../scripts/bundle.mjs')
  const read = (name: string): string => readFileSync(join(PACKAGE, 'dist', 'bundle', `${name}.js`), 'utf8')
  return { index: read('index'), ed25519: read('ed25519') }
}
