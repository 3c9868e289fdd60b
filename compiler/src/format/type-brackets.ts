/**
 * Tells the `<` and `>` around the arguments of a type from the operators that look the same. Only the tree knows; this walks it and knows nothing
 * else of it.
 */
import type { NamedTypeNode, SourceTree } from '../syntax/tree.ts'

/** Offsets behind which, blank space aside, a type's `<` and `>` stand. */
export interface TypeBrackets {
  readonly openAfter: ReadonlySet<number>
  readonly closeAfter: ReadonlySet<number>
}

export function findTypeBrackets(tree: SourceTree): TypeBrackets {
  const openAfter = new Set<number>()
  const closeAfter = new Set<number>()
  const pending: unknown[] = [tree]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node !== 'object' || node === null) continue
    if (isGeneric(node)) {
      openAfter.add(node.name.span.end)
      closeAfter.add(node.arguments.at(-1)!.span.end)
    }
    for (const member of Object.values(node)) if (typeof member === 'object' && member !== null) pending.push(member)
  }
  return { openAfter, closeAfter }
}

function isGeneric(node: object): node is NamedTypeNode {
  return (
    'kind' in node && node.kind === 'named-type' && 'arguments' in node && (node as NamedTypeNode).arguments.length > 0
  )
}
