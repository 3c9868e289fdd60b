/** Projects in memory that can be compiled whole: the virtual host with the toolchain's packages, evaluating generated code as Node does. */
import type { Host } from '../../src/host.ts'
import { type VirtualFiles, virtualHost } from '../../src/testing/virtual-host.ts'
import { loadModule } from '../emit/load-module.ts'
import { PACKAGES, readDirectory } from '../repository-host.ts'

export const TREASURY: VirtualFiles = readDirectory('examples/treasury')

/** `rewrite` changes generated JavaScript before it is evaluated, as a broken emitter would. */
export function compilingHost(files: VirtualFiles, rewrite: (source: string) => string = (source) => source): Host {
  return { ...virtualHost(files, PACKAGES), loadModule: (source) => loadModule(rewrite(source)) }
}

export function textOf(files: VirtualFiles, path: string): string {
  const content = files[path]
  if (content === undefined) throw new Error(`no file ${path}`)
  return typeof content === 'string' ? content : new TextDecoder().decode(content)
}

/** The project with one text in one file replaced; the text must stand there. */
export function replaced(files: VirtualFiles, path: string, text: string, by: string): VirtualFiles {
  const before = textOf(files, path)
  if (!before.includes(text)) throw new Error(`${path} does not contain ${text}`)
  return { ...files, [path]: before.replace(text, () => by) }
}
