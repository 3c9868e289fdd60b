/**
 * Every name a project refers to, whatever kind of thing it means. Coarse on purpose: a name used for anything counts as used, so a declaration is called
 * unused only when its name stands nowhere else.
 */
import type { SourceTree } from '../syntax/tree.ts'

/** Names that declarations, fields and entries are given are no uses. */
export function usedNames(trees: readonly SourceTree[]): ReadonlySet<string> {
  const names = new Set<string>()
  const pending: unknown[] = trees.flatMap(({ imports, declarations }) => [...imports, ...declarations])
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (Array.isArray(node)) pending.push(...node.filter(isObject))
    else if (isObject(node)) {
      if (isName(node)) addDotted(names, node.text)
      for (const [key, value] of Object.entries(node)) if (isObject(value) && !givesName(node, key)) pending.push(value)
    }
  }
  return names
}

type Members = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null
}

function isName(node: Members): node is Members & { readonly text: string } {
  return typeof node['text'] === 'string' && !('kind' in node)
}

/** `asset.freeze` uses `asset.freeze` and, as an object, `asset`. */
function addDotted(names: Set<string>, text: string): void {
  names.add(text)
  const dot = text.indexOf('.')
  if (dot > 0) names.add(text.slice(0, dot))
}

/** The member `name` is a use in expressions, types, references to fixtures and states, and imports. */
function givesName(node: Members, key: string): boolean {
  if (key === 'module') return true
  if (key !== 'name') return false
  const { kind } = node
  const refers =
    kind === 'name' ||
    kind === 'named-type' ||
    kind === 'column' ||
    'overrides' in node ||
    'alias' in node ||
    isState(node)
  return !refers
}

function isState(node: Members): boolean {
  return !('kind' in node) && 'arguments' in node && 'span' in node
}
