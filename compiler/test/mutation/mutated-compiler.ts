/**
 * The compiler with one file of its code generator changed, loaded beside the real one: emitters and the pipeline anew, everything they are checked by as it
 * is. So a mutant's build is judged by exactly what judges an ordinary build.
 */
import { registerHooks } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { compile } from '../../src/compile.ts'
import type { Mutant } from './mutant.ts'

const SOURCE = new URL('../../src/', import.meta.url)
/** What is loaded anew for a mutant; nothing of the reference and of the evidence is. */
const GENERATOR = /\/compiler\/src\/(?:compile\.ts|emit\/.*|types\/pattern\/pattern-to-json-schema\.ts)$/
const loading = new Map<string, Mutant>()

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const resolved = nextResolve(specifier, context)
    const mutant = mutantOf(context.parentURL ?? '')
    if (mutant === null || !GENERATOR.test(resolved.url)) return resolved
    return { ...resolved, url: `${resolved.url}?mutant=${mutant}` }
  },
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context)
    const mutant = loading.get(mutantOf(url) ?? '')
    if (mutant === undefined || !isFile(url, mutant.file)) return loaded
    const text = typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString()
    return { ...loaded, source: changed(text, mutant) }
  },
})

/** Throws where the mutant fits nothing in its file, or more than one place. */
export async function compilerWith(mutant: Mutant): Promise<typeof compile> {
  const key = String(loading.size)
  loading.set(key, mutant)
  const module: { readonly compile: typeof compile } = await import(
    `${pathToFileURL(fileURLToPath(new URL('compile.ts', SOURCE))).href}?mutant=${key}`
  )
  return module.compile
}

function mutantOf(url: string): string | null {
  return url.startsWith('file:') ? new URL(url).searchParams.get('mutant') : null
}

function isFile(url: string, file: string): boolean {
  return new URL(url).pathname.endsWith(`/compiler/src/${file}`)
}

function changed(text: string, { name, file, find, replace }: Mutant): string {
  if (text.split(find).length !== 2) throw new Error(`${name}: its text is not in ${file} exactly once`)
  return text.replace(find, () => replace)
}
