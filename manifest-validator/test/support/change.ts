/** Changes to JSON values by pointer, for tests that start from the example manifest. */
import { exampleManifest, withRoot } from '../../scripts/example-manifest.ts'

export type Json = Record<string, unknown>

export interface Change {
  readonly pointer: string
  readonly value?: unknown
}

/** Sets (or, without `value`, removes) what the pointer names, in place; missing objects on the way are an error. */
export function change(target: unknown, { pointer, ...rest }: Change): void {
  const segments = pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = segments.pop() ?? ''
  const parent = segments.reduce((value, segment) => (value as Json)[segment], target) as Json
  if ('value' in rest)
    Object.defineProperty(parent, last, { value: rest.value, enumerable: true, configurable: true, writable: true })
  else if (Array.isArray(parent)) parent.splice(Number(last), 1)
  else delete parent[last]
}

/** The example manifest with these changes and, unless they touch it, the root that belongs to the result. */
export function changedManifest(...changes: readonly Change[]): Json {
  const manifest = exampleManifest()
  for (const each of changes) change(manifest, each)
  return changes.some(({ pointer }) => pointer === '/merkle_root') ? manifest : withRoot(manifest)
}

/** The example manifest with these changes under the root of the unchanged one, as an attacker leaves it. */
export function tamperedManifest(...changes: readonly Change[]): Json {
  const manifest = exampleManifest()
  for (const each of changes) change(manifest, each)
  return manifest
}
