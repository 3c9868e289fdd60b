/**
 * Generates the cases of the area `merkle`: roots, inclusion and consistency proofs of small trees, and each proof damaged in every way that a
 * lenient check would let through. Expected values come from the oracle's definitions.
 */
import { caseFile, type GeneratedCase, type GeneratedFile } from '../case-file.ts'
import { createRandom, type Random } from '../oracle/random.ts'
import { auditPath, consistencyProof, leafHash, treeRoot } from '../oracle/tree.ts'

const LARGEST_TREE = 13

export function merkleCases(): readonly GeneratedFile[] {
  const random = createRandom(6962)
  const entries = Array.from({ length: 70 }, (_, index) => random.bytes(index === 0 ? 0 : 1 + random.below(20)))
  return [
    caseFile('merkle', 'roots', 'Roots of trees over 0 to 70 entries of random bytes.', rootCases(entries)),
    caseFile(
      'merkle',
      'inclusion',
      'Every leaf of every small tree, and damaged proofs.',
      inclusionCases(entries, random),
    ),
    caseFile(
      'merkle',
      'consistency',
      'Every pair of small sizes, and damaged proofs.',
      consistencyCases(entries, random),
    ),
  ]
}

function rootCases(entries: readonly Uint8Array[]): GeneratedCase[] {
  const sizes = [...Array.from({ length: 18 }, (_, size) => size), 31, 32, 33, 63, 64, 65, 70]
  return sizes.map((size) => ({
    id: `size-${size}`,
    kind: 'worm.root',
    clause: 'worm.root',
    input: { entries: entries.slice(0, size).map(base64) },
    expected: { root: base64(treeRoot(entries.slice(0, size))) },
  }))
}

interface Inclusion {
  readonly leafHash: string
  readonly index: number | string
  readonly size: number | string
  readonly proof: readonly string[]
  readonly root: string
}

function inclusionCases(entries: readonly Uint8Array[], random: Random): GeneratedCase[] {
  const cases: GeneratedCase[] = []
  const add = (id: string, input: Inclusion, ok: boolean): void => {
    cases.push({ id, kind: 'worm.inclusion', clause: 'worm.inclusion', input, expected: { ok } })
  }
  for (let size = 1; size <= LARGEST_TREE; size += 1) {
    for (let index = 0; index < size; index += 1) {
      const right = inclusion(entries.slice(0, size), index)
      add(`size-${size}-leaf-${index}`, right, true)
      const [name, wrong] = random.pick(damageInclusion(right, random))
      add(`size-${size}-leaf-${index}-${name}`, wrong, false)
    }
  }
  const large = inclusion(entries, 37)
  for (const [name, wrong] of damageInclusion(large, random)) add(`size-70-leaf-37-${name}`, wrong, false)
  add('numbers-as-text', { ...large, index: '37', size: '70' }, true)
  return cases
}

function inclusion(entries: readonly Uint8Array[], index: number): Inclusion {
  return {
    leafHash: base64(leafHash(entries[index]!)),
    index,
    size: entries.length,
    proof: auditPath(index, entries).map(base64),
    root: base64(treeRoot(entries)),
  }
}

function damageInclusion(right: Inclusion, random: Random): [string, Inclusion][] {
  const { proof } = right
  const at = random.below(Math.max(proof.length, 1))
  const index = Number(right.index)
  const size = Number(right.size)
  const damaged: [string, Inclusion][] = [
    ['flipped-leaf', { ...right, leafHash: flipBit(right.leafHash, random) }],
    ['flipped-root', { ...right, root: flipBit(right.root, random) }],
    ['short-leaf', { ...right, leafHash: shorten(right.leafHash) }],
    ['empty-leaf', { ...right, leafHash: '' }],
    ['empty-root', { ...right, root: '' }],
    ['extra-step', { ...right, proof: [...proof, right.root] }],
    ['index-at-size', { ...right, index: size }],
    ['negative-index', { ...right, index: -1 }],
    ['index-wraps-around', { ...right, index: index + size }],
    ['index-plus-2-to-64', { ...right, index: String(2n ** 64n + BigInt(index)) }],
    ['size-zero', { ...right, size: 0 }],
    ['leaf-as-root', { ...right, proof: [...proof, right.leafHash], root: right.leafHash }],
  ]
  if (proof.length === 0) return damaged
  return [
    ...damaged,
    ['flipped-step', { ...right, proof: proof.with(at, flipBit(proof[at]!, random)) }],
    ['short-step', { ...right, proof: proof.with(at, shorten(proof[at]!)) }],
    ['missing-first-step', { ...right, proof: proof.slice(1) }],
    ['missing-last-step', { ...right, proof: proof.slice(0, -1) }],
    ['no-proof', { ...right, proof: [] }],
    ['other-index', { ...right, index: index ^ 1 }],
    ...(proof.length > 1 ? [['reversed', { ...right, proof: proof.toReversed() }] as [string, Inclusion]] : []),
  ]
}

interface Consistency {
  readonly size1: number | string
  readonly size2: number | string
  readonly root1: string
  readonly root2: string
  readonly proof: readonly string[]
}

function consistencyCases(entries: readonly Uint8Array[], random: Random): GeneratedCase[] {
  const cases: GeneratedCase[] = []
  const add = (id: string, input: Consistency, ok: boolean): void => {
    cases.push({ id, kind: 'worm.consistency', clause: 'worm.consistency', input, expected: { ok } })
  }
  for (let size2 = 1; size2 <= LARGEST_TREE; size2 += 1) {
    for (let size1 = 1; size1 <= size2; size1 += 1) {
      const right = consistency(entries, size1, size2)
      add(`${size1}-to-${size2}`, right, true)
      const [name, wrong] = random.pick(damageConsistency(right, random))
      add(`${size1}-to-${size2}-${name}`, wrong, false)
    }
  }
  const large = consistency(entries, 37, 70)
  for (const [name, wrong] of damageConsistency(large, random)) add(`37-to-70-${name}`, wrong, false)
  add('numbers-as-text', { ...large, size1: '37', size2: '70' }, true)
  const empty = base64(treeRoot([]))
  add(
    'from-empty',
    { size1: 0, size2: 5, root1: empty, root2: base64(treeRoot(entries.slice(0, 5))), proof: [] },
    false,
  )
  add('empty-to-empty', { size1: 0, size2: 0, root1: empty, root2: empty, proof: [] }, false)
  return cases
}

function consistency(entries: readonly Uint8Array[], size1: number, size2: number): Consistency {
  const newer = entries.slice(0, size2)
  return {
    size1,
    size2,
    root1: base64(treeRoot(entries.slice(0, size1))),
    root2: base64(treeRoot(newer)),
    proof: consistencyProof(size1, newer).map(base64),
  }
}

function damageConsistency(right: Consistency, random: Random): [string, Consistency][] {
  const { proof } = right
  const size1 = Number(right.size1)
  const size2 = Number(right.size2)
  const damaged: [string, Consistency][] = [
    ['flipped-old-root', { ...right, root1: flipBit(right.root1, random) }],
    ['flipped-new-root', { ...right, root2: flipBit(right.root2, random) }],
    ['extra-step', { ...right, proof: [...proof, right.root1] }],
    ['sizes-exchanged', { ...right, size1: size2 + 1, size2: size1 }],
    ['old-size-zero', { ...right, size1: 0 }],
    ['negative-size', { ...right, size1: -size1 }],
  ]
  if (proof.length === 0) return damaged
  const at = random.below(proof.length)
  return [
    ...damaged,
    ['roots-exchanged', { ...right, root1: right.root2, root2: right.root1 }],
    ['flipped-step', { ...right, proof: proof.with(at, flipBit(proof[at]!, random)) }],
    ['short-step', { ...right, proof: proof.with(at, shorten(proof[at]!)) }],
    ['missing-first-step', { ...right, proof: proof.slice(1) }],
    ['missing-last-step', { ...right, proof: proof.slice(0, -1) }],
    ['no-proof', { ...right, proof: [] }],
    ['same-size', { ...right, size2: size1 }],
  ]
}

function flipBit(text: string, random: Random): string {
  const bytes = Buffer.from(text, 'base64')
  const bit = random.below(bytes.length * 8)
  bytes[bit >> 3]! ^= 1 << (bit & 7)
  return base64(bytes)
}

function shorten(text: string): string {
  return base64(Buffer.from(text, 'base64').subarray(0, -1))
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
