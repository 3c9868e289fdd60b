/**
 * Finds ts-morph, which brings a TypeScript compiler: the project's own one first, then one beside this program. It is no dependency of the toolchain, since
 * it is larger than all the rest; only `check --handlers` asks for it.
 */
import { createRequire } from 'node:module'
import { UsageError } from '../exit-status.ts'

export type TsMorph = typeof import('ts-morph')
export type Ts = TsMorph['ts']

/** `near`: an absolute path of the project. */
export function loadTsMorph(near: string): TsMorph {
  for (const from of [near, import.meta.url]) {
    const require = createRequire(from)
    try {
      return require('ts-morph') as TsMorph
    } catch (error) {
      if (!isMissing(error)) throw error
    }
  }
  throw new UsageError(
    'handlers are checked with TypeScript, and ts-morph is not installed',
    'npm install --save-dev ts-morph',
  )
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND' && /ts-morph'/.test(error.message)
  )
}
