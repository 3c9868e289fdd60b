/**
 * The same project with its files listed, and the declarations in each file written, in another order: for the property that order means nothing.
 */
import { DiagnosticSink } from '../../src/diagnostics/diagnostic.ts'
import { parseSource } from '../../src/syntax/parse-source.ts'
import type { VirtualFiles } from '../../src/testing/virtual-host.ts'

/** `seed` decides the order; text between declarations (comments, documentation) moves with the declaration that follows it. */
export function shuffled(files: VirtualFiles, seed: number): VirtualFiles {
  const random = numbers(seed)
  const entries = Object.entries(files).map(([path, content]): [string, string | Uint8Array] => [
    path,
    path.endsWith('.claw') ? shuffledSource(asText(content), random) : content,
  ])
  return Object.fromEntries(shuffle(entries, random))
}

function asText(content: string | Uint8Array): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content)
}

function shuffledSource(text: string, random: () => number): string {
  const sink = new DiagnosticSink()
  const tree = parseSource('main.claw', text, sink)
  if (sink.hasErrors) throw new Error('only a project without syntax errors can be shuffled')
  const imports = tree.imports.map(({ span }) => span.end)
  let start = Math.max(tree.module?.span.end ?? 0, ...imports)
  const head = text.slice(0, start)
  const pieces = tree.declarations.map(({ span }) => {
    const piece = text.slice(start, span.end)
    start = span.end
    return piece
  })
  return `${head}\n${shuffle(pieces, random).join('\n')}\n${text.slice(start)}`
}

function shuffle<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => [random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item)
}

/** A small generator (mulberry32): the same numbers for the same seed. */
function numbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
