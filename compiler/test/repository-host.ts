/**
 * Reads projects and packages of this repository for the compiler's own tests: the standard library and the presets as the toolchain ships them,
 * and a directory as a virtual project.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { VirtualFiles } from '../src/testing/virtual-host.ts'

export const REPOSITORY: string = fileURLToPath(new URL('../../', import.meta.url))

/** Every file below a directory of the repository, by path relative to it. */
export function readDirectory(directory: string): VirtualFiles {
  const root = join(REPOSITORY, directory)
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !path.includes('node_modules'))
      .sort()
      .map((path) => [
        path.slice(root.length).replaceAll('\\', '/').replace(/^\//, ''),
        new Uint8Array(readFileSync(path)),
      ]),
  )
}

/** The packages that every installation has. */
export const PACKAGES: Readonly<Record<string, VirtualFiles>> = {
  '@clawql/stdlib': readDirectory('stdlib'),
  '@clawql/presets': readDirectory('presets'),
}
