/** The blocks below a shape, each once, outermost first. */
import type { BlockShape, Shape } from '../src/shape/shape.ts'

export function collectBlocks(shape: Shape): readonly BlockShape[] {
  const found = new Set<BlockShape>()
  const queue: Shape[] = [shape]
  for (const next of queue) {
    if (next.kind === 'list') queue.push(next.item)
    if (next.kind === 'map') queue.push(next.value)
    if (next.kind !== 'block' || found.has(next)) continue
    found.add(next)
    queue.push(...next.fields.map((field) => field.shape))
  }
  return [...found]
}
