/** fast-check generators of hostile values: arbitrary JSON, and the example manifest with pieces replaced, removed or moved. */
import fc from 'fast-check'
import { exampleManifest } from '../../scripts/example-manifest.ts'
import { type Change, change, type Json } from './change.ts'

/** Pointers of everything in the example manifest, objects and lists included. */
export const POINTERS: readonly string[] = pointersOf(exampleManifest(), '')

export function pointersOf(value: unknown, pointer: string): string[] {
  const own = pointer === '' ? [] : [pointer]
  if (typeof value !== 'object' || value === null) return own
  const below = Object.entries(value).flatMap(([key, each]) =>
    pointersOf(each, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  )
  return [...own, ...below]
}

const HOSTILE: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0,
    2 ** 53,
    1e308,
    5e-324,
    '',
    '\ud800',
    '__proto__',
    'x-',
    'constructor',
    () => 1,
    Symbol('s'),
    10n,
    new Date(0),
    new Map(),
    [undefined],
    { __proto__: null, a: 1 },
    { toJSON: () => 'hidden' },
    Object.create({ inherited: 1 }),
  ),
  fc.string({ unit: 'binary' }),
  fc.double(),
)

const CHANGE: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ pointer: fc.constantFrom(...POINTERS), value: HOSTILE }),
  fc.record({ pointer: fc.constantFrom(...POINTERS) }),
  fc
    .tuple(
      fc.constantFrom(...POINTERS),
      fc.oneof(fc.constantFrom('x-note', '__proto__', 'extra'), fc.string()),
      HOSTILE,
    )
    .map(([pointer, key, value]) => ({
      pointer: `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      value,
    })),
)

/** The example manifest after up to six changes; those that no longer apply are skipped. */
export const CHANGED_MANIFEST: fc.Arbitrary<Json> = fc.array(CHANGE, { minLength: 1, maxLength: 6 }).map((changes) => {
  const manifest = exampleManifest()
  for (const each of changes) {
    try {
      change(manifest, each)
    } catch {
      // The change before took away what this one is about.
    }
  }
  return manifest
})
