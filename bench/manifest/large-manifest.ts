/** A valid manifest of many actions: the example manifest's two, again and again under other names, none like another byte for byte. */
import { exampleManifest, withRoot } from '../../manifest-validator/scripts/example-manifest.ts'

/** `variant` makes several of one size differ. */
export function largeManifest(actions: number, variant: number): Record<string, unknown> {
  const manifest = exampleManifest()
  const [transfer, balance] = manifest['actions'] as [Record<string, unknown>, Record<string, unknown>]
  const many = Array.from({ length: actions }, (_, n) => {
    const sample = structuredClone(n % 2 === 0 ? transfer : balance)
    return {
      ...sample,
      id: `${String(sample['id'])}_${variant}_${n}`,
      description: `${String(sample['description'])} Number ${n}.`,
    }
  })
  return withRoot({ ...manifest, actions: many })
}
