/**
 * The compiler and the manifest validator judge a coordination block alike: what the one accepts the other does, and both resolve it to the same
 * values.
 */
import assert from 'node:assert/strict'
import { COORDINATION_BLOCKS, COORDINATION_PARAMETERS, resolvePreset } from 'clawql-manifest-validator'
import fc from 'fast-check'
import { check } from '../../src/testing/expect-diagnostics.ts'
import { PACKAGES } from '../repository-host.ts'
import { ACTION, changed, HEAD, MANIFEST } from './example-module.ts'

type Overrides = ReadonlyMap<string, number | boolean>

const PRESETS = ['finance-compliance-high', 'research-exploration-high', 'software-dev-balanced']
const NUMBERS = [
  0, 1, 2, 3, 5, 30, 60, 90, 91, 0.01, 0.02, 0.05, 0.5, 0.75, 0.85, 0.98, 0.99, 1.5, -0.5, -1, -1.01, 1e-9,
]

/** In the language's form and in the manifest's. */
function written(overrides: Overrides): { readonly text: string; readonly nested: Record<string, unknown> } {
  const lines: string[] = []
  const nested: Record<string, unknown> = {}
  const blocks = new Map<string, [string, number | boolean][]>(COORDINATION_BLOCKS.map((name) => [name, []]))
  for (const [path, value] of overrides) {
    const [block = '', field] = path.split('.')
    if (field !== undefined) blocks.get(block)?.push([field, value])
    else {
      lines.push(`${path}: ${String(value)}`)
      nested[path] = value
    }
  }
  for (const [name, fields] of blocks) {
    if (fields.length === 0) continue
    lines.push(`${name} { ${fields.map(([field, value]) => `${field}: ${String(value)}`).join(', ')} }`)
    nested[name] = Object.fromEntries(fields)
  }
  return { text: `coordination {\n      ${lines.join('\n      ')}\n    }`, nested }
}

function judge(preset: string, overrides: Overrides): void {
  const { text, nested } = written(overrides)
  const module = changed(
    HEAD + ACTION + MANIFEST,
    ['software-dev-balanced', preset],
    ['coordination { s_bar: 0.3 }', text],
  )
  const { program, hasErrors, diagnostics } = check(module, { packages: PACKAGES })
  const resolved = resolvePreset(preset, nested)
  const told = `${text}\n${diagnostics.map(({ message }) => message).join('\n')}\n${JSON.stringify(resolved)}`
  assert.equal(!hasErrors, resolved.ok, told)
  if (resolved.ok) assert.deepEqual(program.manifests[0]?.policy['coordination'], resolved.coordination, told)
}

describe('coordination', () => {
  for (const { path, type } of COORDINATION_PARAMETERS) {
    it(`${path} has the range of the manifest validator`, () => {
      const values = type === 'boolean' ? [true, false] : NUMBERS
      for (const value of values) {
        const overrides = new Map<string, number | boolean>([['s_bar', 0.3]])
        overrides.set(path, value)
        judge('software-dev-balanced', overrides)
      }
    })
  }

  it('any overrides of any preset are judged and resolved alike, 400 runs', () => {
    const field = fc.constantFrom(...COORDINATION_PARAMETERS)
    const override = field.chain(({ path, type }) =>
      fc.tuple(fc.constant(path), type === 'boolean' ? fc.boolean() : fc.constantFrom(...NUMBERS)),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...PRESETS),
        fc.array(override, { maxLength: 5 }),
        fc.boolean(),
        (preset, list, supplied) => {
          judge(preset, new Map([...(supplied ? [['s_bar', 0.3] as const] : []), ...list]))
        },
      ),
      { numRuns: 400 },
    )
  })
})
