/**
 * A host over files in memory, for tests: the compiler sees a project without a disk. Packages are given in the same form.
 */
import { utf8 } from 'clawql-manifest-validator'
import type { ClawPackage, Host } from '../host.ts'

export type VirtualFiles = Readonly<Record<string, string | Uint8Array>>

/** `packages`: package name → its `.claw` files by path. Modules cannot be evaluated here: `loadModule` rejects. */
export function virtualHost(files: VirtualFiles, packages: Readonly<Record<string, VirtualFiles>> = {}): Host {
  return {
    readFile: (path) => (Object.hasOwn(files, path) ? bytesOf(files[path]!) : undefined),
    listFiles: (directory) => {
      const prefix = directory === '' || directory === '.' ? '' : `${directory}/`
      return Object.keys(files)
        .filter((path) => path.startsWith(prefix))
        .sort()
    },
    readPackage: (name): ClawPackage | undefined => {
      const found = Object.hasOwn(packages, name) ? packages[name]! : undefined
      if (found === undefined) return undefined
      const bytes = Object.entries(found).map(([path, content]) => [path, bytesOf(content)] as const)
      return { name, version: '0.0.0', files: new Map(bytes) }
    },
    loadModule: () => Promise.reject(new Error('a virtual host evaluates no modules')),
  }
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? utf8(content) : content
}
