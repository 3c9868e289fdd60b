/** RFC 6962 trees: roots against a second, naive definition; every proof of every small tree; every tampering refused. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  emptyRoot,
  leafHash,
  merkleRoot,
  nodeHash,
  proveConsistency,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
} from 'clawql-manifest-validator'

const MAX = 40
const leaves = Array.from({ length: MAX }, (_, i) => leafHash(Uint8Array.of(i)))
const roots = Array.from({ length: MAX + 1 }, (_, size) => merkleRoot(leaves.slice(0, size)))

describe('merkle tree', () => {
  it('is RFC 6962’s', () => {
    assert.equal(Buffer.from(emptyRoot()).toString('hex'), createHash('sha256').digest('hex'))
    for (let size = 1; size <= MAX; size += 1)
      assert.deepEqual(new Uint8Array(roots[size]!), naiveRoot(leaves.slice(0, size)))
  })

  it('hashes the audit log’s golden entries to the golden root', () => {
    const words = 'one two three four five six seven eit nain ten ileven twelf threeten fourten fivten'.split(' ')
    const root = merkleRoot(words.map((word) => leafHash(Buffer.from(word))))
    assert.equal(Buffer.from(root).toString('base64'), 'rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=')
  })

  it('proves every leaf of every tree, and nothing else', () => {
    let proofs = 0
    for (let size = 1; size <= MAX; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = proveInclusion(leaves.slice(0, size), index)
        assert.ok(verifyInclusion(leaves[index]!, index, size, proof, roots[size]!))
        assert.ok(!verifyInclusion(leaves[(index + 1) % MAX]!, index, size, proof, roots[size]!))
        assert.ok(!verifyInclusion(leaves[index]!, index, size, [...proof, leaves[0]!], roots[size]!))
        assert.ok(!verifyInclusion(leaves[index]!, index + 1, size, proof, roots[size]!) || size === 1)
        if (proof.length > 0) assert.ok(!verifyInclusion(leaves[index]!, index, size, proof.slice(1), roots[size]!))
        proofs += 1
      }
    }
    assert.equal(proofs, (MAX * (MAX + 1)) / 2)
  })

  it('proves every prefix of every tree, and nothing else', () => {
    for (let size2 = 1; size2 <= MAX; size2 += 1) {
      for (let size1 = 1; size1 <= size2; size1 += 1) {
        const proof = proveConsistency(leaves.slice(0, size2), size1)
        assert.ok(verifyConsistency(size1, size2, roots[size1]!, roots[size2]!, proof), `${size1} in ${size2}`)
        assert.ok(!verifyConsistency(size1, size2, roots[size1]!, roots[size2]!, [...proof, leaves[0]!]))
        if (size1 < size2) assert.ok(!verifyConsistency(size1, size2, roots[size2]!, roots[size1]!, proof))
        if (proof.length > 0) assert.ok(!verifyConsistency(size1, size2, roots[size1]!, roots[size2]!, proof.slice(1)))
      }
    }
  })

  it('refuses proofs from the empty tree, which would say nothing', () => {
    assert.ok(!verifyConsistency(0, 5, emptyRoot(), roots[5]!, []))
    assert.ok(!verifyConsistency(0, 0, emptyRoot(), emptyRoot(), []))
    assert.ok(!verifyConsistency(0, 5, roots[1]!, roots[5]!, []))
    assert.ok(!verifyConsistency(0, 5, emptyRoot(), roots[5]!, [leaves[0]!]))
  })

  it('answers false to sizes, indexes and hashes that make no sense', () => {
    const proof = proveInclusion(leaves, 3)
    for (const [index, size] of [
      [-1, MAX],
      [3, 0],
      [MAX, MAX],
      [3.5, MAX],
      [Number.NaN, MAX],
      [3, 2 ** 60],
      [3, Number.POSITIVE_INFINITY],
    ] as const) {
      assert.equal(verifyInclusion(leaves[3]!, index, size, proof, roots[MAX]!), false)
    }
    assert.equal(verifyInclusion(leaves[3]!.slice(1), 3, MAX, proof, roots[MAX]!), false)
    assert.equal(verifyConsistency(-1, 5, emptyRoot(), roots[5]!, []), false)
    assert.equal(verifyConsistency(6, 5, roots[6]!, roots[5]!, []), false)
    assert.throws(() => proveInclusion(leaves, MAX), RangeError)
    assert.throws(() => proveConsistency(leaves, 0), RangeError)
  })

  it('never duplicates a node to fill a level', () => {
    const [a, b, c] = leaves
    assert.notDeepEqual(merkleRoot([a!, b!, c!]), merkleRoot([a!, b!, c!, c!]))
    assert.deepEqual(merkleRoot([a!, b!, c!]), nodeHash(nodeHash(a!, b!), c!))
  })
})

/** The definition of RFC 6962 section 2.1, over the platform's hash. */
function naiveRoot(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 1) return new Uint8Array(hashes[0]!)
  const split = 2 ** Math.ceil(Math.log2(hashes.length) - 1)
  const hash = createHash('sha256').update(Uint8Array.of(1))
  return new Uint8Array(
    hash
      .update(naiveRoot(hashes.slice(0, split)))
      .update(naiveRoot(hashes.slice(split)))
      .digest(),
  )
}
