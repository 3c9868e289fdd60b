/** What differs between two manifests, by leaf: which blocks changed, which actions came, went or changed. Reads leaves only, never contents. */
import type { LeafKind, ManifestLeaf } from './manifest-root.ts'

/** `change`: how the second manifest differs from the first; `id` is the action's. */
export interface LeafChange {
  readonly change: 'added' | 'removed' | 'changed'
  readonly kind: LeafKind
  readonly id?: string
  readonly before?: string
  readonly after?: string
}

/** Blocks in tree order, then actions ascending by id. Empty exactly when both have the same root. */
export function diffLeaves(before: readonly ManifestLeaf[], after: readonly ManifestLeaf[]): readonly LeafChange[] {
  const old = new Map(before.map((leaf) => [keyOf(leaf), leaf]))
  const current = new Map(after.map((leaf) => [keyOf(leaf), leaf]))
  const keys = [...new Set([...old.keys(), ...current.keys()])]
  const blocks = keys.filter((key) => !key.startsWith(ACTION))
  const actions = keys.filter((key) => key.startsWith(ACTION)).sort()
  return [...blocks, ...actions].flatMap((key) => changeOf(old.get(key), current.get(key)))
}

const ACTION = 'action:'

function keyOf(leaf: ManifestLeaf): string {
  return leaf.kind === 'action' ? `${ACTION}${leaf.id ?? ''}` : leaf.kind
}

function changeOf(before: ManifestLeaf | undefined, after: ManifestLeaf | undefined): readonly LeafChange[] {
  const leaf = after ?? before
  if (leaf === undefined || before?.hash === after?.hash) return []
  return [
    {
      change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
      kind: leaf.kind,
      ...(leaf.id === undefined ? {} : { id: leaf.id }),
      ...(before === undefined ? {} : { before: before.hash }),
      ...(after === undefined ? {} : { after: after.hash }),
    },
  ]
}
