/** The pieces of the format: checksums, frames, leaves, proofs, each against an independent account of what it should be. */
import assert from 'node:assert/strict'
import {
  canonicalize,
  fromHex,
  proveConsistency,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
} from 'clawql-manifest-validator'
import fc from 'fast-check'
import { openLogWriter } from '../../src/node/worm/log-writer.ts'
import { platformTreeHash, verifyEd25519 } from '../../src/node/worm/platform-hash.ts'
import { proveEntry, proveConsistency as proveLogConsistency } from '../../src/node/worm/prove-entry.ts'
import { proveSlice, verifySlice } from '../../src/node/worm/prove-slice.ts'
import { openCheckpoint } from '../../src/worm/checkpoint.ts'
import { crc32c } from '../../src/worm/crc32c.ts'
import { leafPrefix, leafText, parseLeaf } from '../../src/worm/entry-leaf.ts'
import { scanFrames, writeFrame } from '../../src/worm/frame.ts'
import { createMerkleFrontier } from '../../src/worm/merkle-frontier.ts'
import { parseTlogProof } from '../../src/worm/tlog-proof.ts'
import { consistencyProof, inclusionProof } from '../../src/worm/tree-proof.ts'
import { noteVerifier, parseVerifierKey } from '../../src/worm/verifier-key.ts'
import { submission, temporaryFolder, testSigner } from '../support/log-fixture.ts'

const hash = platformTreeHash()

describe('CRC-32C', () => {
  it('is the one of RFC 3720', () => {
    assert.equal(crc32c(Buffer.from('123456789')), 0xe3069283)
    assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa)
    assert.equal(crc32c(new Uint8Array(32).fill(255)), 0x62a8ab43)
  })
})

describe('frames', () => {
  const PAYLOADS = fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 6 })
  function segment(payloads: readonly Uint8Array[], batchOf: (at: number) => number): Buffer {
    const bytes = Buffer.alloc(2000)
    let end = 0
    for (const [at, payload] of payloads.entries()) end = writeFrame(bytes, end, 5 + at, batchOf(at), payload)
    return bytes
  }

  it('come back as they went, whatever they hold (500 runs)', () => {
    fc.assert(
      fc.property(PAYLOADS, (payloads) => {
        const scan = scanFrames(
          segment(payloads, () => 1),
          5,
        )
        assert.deepEqual(
          [scan.frames.map(({ payload }) => [...payload]), scan.damage],
          [payloads.map((payload) => [...payload]), false],
        )
      }),
      { numRuns: 500 },
    )
  })

  it('with any byte changed end where the change is, and are never misread (1,000 runs)', () => {
    fc.assert(
      fc.property(PAYLOADS, fc.nat(), fc.integer({ min: 1, max: 255 }), (payloads, where, by) => {
        const bytes = segment(payloads, (at) => at + 1)
        const whole = scanFrames(bytes, 5)
        const at = where % whole.end
        bytes[at]! ^= by
        const scan = scanFrames(bytes, 5)
        const damaged = whole.frames.findLastIndex(({ offset }) => offset <= at)
        assert.deepEqual([scan.frames.length, scan.damage], [damaged, true])
      }),
      { numRuns: 1000 },
    )
  })

  it('damaged before a later batch are known to have been acknowledged', () => {
    const bytes = segment([Buffer.from('one'), Buffer.from('two'), Buffer.from('three')], (at) => at + 1)
    const flipped = Buffer.from(bytes)
    flipped[flipped.indexOf('two')]! ^= 1
    assert.equal(scanFrames(flipped, 5).acknowledged, true)
    const last = Buffer.from(bytes)
    last[last.indexOf('three')]! ^= 1
    assert.equal(scanFrames(last, 5).acknowledged, false)
    const together = segment([Buffer.from('one'), Buffer.from('two'), Buffer.from('three')], () => 1)
    together[together.indexOf('two')]! ^= 1
    assert.equal(scanFrames(together, 5).acknowledged, false)
  })

  it('that lead nowhere, a thousand times over, are read a few times each and count as damage', () => {
    const bytes = Buffer.alloc(1 << 17)
    const reads = { count: 0 }
    for (let at = 0; at + 18 < bytes.length; at += 18) {
      bytes.writeUInt32LE(60_000, at)
      bytes.writeUInt32LE(7, at + 8)
      bytes.writeUIntLE(5, at + 12, 6)
    }
    const counting = new Proxy(bytes, {
      get(target, name) {
        reads.count += 1
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    assert.equal(scanFrames(counting, 0).acknowledged, true)
    assert.ok(reads.count < 64 * bytes.length, `${reads.count} reads of ${bytes.length} bytes`)
  })
})

describe('leaves', () => {
  it('printed by hand are the canonical JSON of the envelope (500 runs)', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(
        text,
        text,
        fc.dictionary(text, fc.jsonValue({ maxDepth: 2 })),
        fc.boolean(),
        fc.nat(),
        (agent, session, payload, isAction, seq) => {
          fc.pre(canBeCanonical(payload))
          const entry = submission({
            agent_id: agent,
            session_id: session,
            payload,
            ...(isAction ? { action_leaf_hash: 'c'.repeat(64), claims_hash: 'd'.repeat(64) } : {}),
          })
          const printed = leafText(leafPrefix(entry), seq)
          assert.equal(printed, canonicalize({ ...entry, worm_seq: seq }))
          assert.deepEqual(parseLeaf(Buffer.from(printed), seq), { entry: JSON.parse(printed) })
          assert.ok('fault' in parseLeaf(Buffer.from(printed), seq + 1))
          assert.ok('fault' in parseLeaf(Buffer.from(` ${printed}`), seq))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('of strangers never throw (500 runs)', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          assert.ok('fault' in parseLeaf(bytes, 0))
        },
      ),
      { numRuns: 500 },
    )
  })
})

function canBeCanonical(payload: unknown): boolean {
  try {
    canonicalize(payload)
    return true
  } catch {
    return false
  }
}

describe('proofs', () => {
  it('from tree nodes are those from all leaves, and hold (every tree to 70 leaves)', () => {
    const leaves = Array.from({ length: 70 }, (_, at) => hash.leaf(Buffer.from(String(at))))
    const nodes = new Map<string, Uint8Array>()
    const frontier = createMerkleFrontier(hash, (level, index, node) => nodes.set(`${level}/${index}`, node))
    const roots = [frontier.root()]
    for (const leaf of leaves) {
      frontier.append(leaf)
      roots.push(frontier.root())
    }
    const read = (level: number, index: number) => nodes.get(`${level}/${index}`)!
    let proofs = 0
    for (let size = 1; size <= leaves.length; size++) {
      for (let at = 0; at < size; at++) {
        const proof = inclusionProof(at, size, read, hash)
        assert.deepEqual(proof.map(hex), proveInclusion(leaves.slice(0, size), at).map(hex))
        assert.ok(verifyInclusion(leaves[at]!, at, size, proof, roots[size]!))
        const consistent = consistencyProof(at + 1, size, read, hash)
        assert.deepEqual(consistent.map(hex), proveConsistency(leaves.slice(0, size), at + 1).map(hex))
        assert.ok(verifyConsistency(at + 1, size, roots[at + 1]!, roots[size]!, consistent))
        proofs += 2
      }
    }
    assert.equal(proofs, 4970)
  })

  it('of a log on disk are checked by a stranger with the key alone', async () => {
    const folder = temporaryFolder()
    const signer = testSigner()
    const log = await openLogWriter({ folder, signer })
    for (let at = 0; at < 3; at++) await Promise.all(Array.from({ length: 100 }, () => log.append(submission())))
    await log.close()
    const verifier = noteVerifier(parseVerifierKey(signer.verifierKey)!, verifyEd25519)
    for (const seq of [0, 1, 255, 256, 299]) {
      const { entry, proof } = proveEntry(folder, seq, signer.verifierKey)
      const { index, hashes, checkpoint } = parseTlogProof(proof)!
      const opened = openCheckpoint(Buffer.from(checkpoint), [verifier])
      assert.ok(opened.ok && index === seq)
      assert.ok(verifyInclusion(hash.leaf(entry), index, opened.checkpoint.size, hashes, opened.checkpoint.root))
      assert.equal(JSON.parse(Buffer.from(entry).toString()).worm_seq, seq)
    }
    assert.ok(proveLogConsistency(folder, 257, 300, signer.verifierKey).proof.length > 0)
    assert.throws(() => proveEntry(folder, 300, signer.verifierKey), RangeError)
    assert.throws(() => proveEntry(folder, 0, testSigner().verifierKey), /the checkpoint/)
  })

  it('of slices stand for each of their entries, and for nothing else', async () => {
    const folder = temporaryFolder()
    const signer = testSigner()
    const log = await openLogWriter({ folder, signer })
    await Promise.all(Array.from({ length: 700 }, () => log.append(submission())))
    await log.close()
    for (const [start, end] of [
      [0, 700],
      [0, 1],
      [256, 512],
      [512, 700],
      [0, 300],
      [640, 641],
      [688, 700],
    ] as const) {
      const slice = proveSlice(folder, start, end, signer.verifierKey)
      assert.deepEqual(verifySlice(slice, signer.verifierKey), { ok: true, origin: signer.name, start, end, size: 700 })
      const seqs = slice.entries.map((entry) => JSON.parse(Buffer.from(entry).toString()).worm_seq)
      assert.deepEqual(
        seqs,
        Array.from({ length: end - start }, (_, at) => start + at),
      )
      const changed = slice.entries.with(0, Buffer.from('{}'))
      for (const other of [
        { ...slice, entries: changed },
        { ...slice, entries: slice.entries.slice(1) },
        { ...slice, start: start + 1 },
        { ...slice, hashes: [...slice.hashes, slice.entries[0]!.subarray(0, 32)] },
        { ...slice, checkpoint: slice.checkpoint.replace('700', '701') },
      ]) {
        assert.equal(verifySlice(other, signer.verifierKey).ok, false)
      }
      assert.equal(verifySlice(slice, testSigner().verifierKey).ok, false)
    }
    for (const [start, end] of [
      [1, 3],
      [100, 256],
      [512, 701],
      [5, 5],
      [-1, 0],
      [0.5, 1],
    ] as const) {
      assert.throws(() => proveSlice(folder, start, end, signer.verifierKey), RangeError)
    }
  })
})

function hex(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('hex')
  assert.ok(fromHex(text) !== undefined)
  return text
}
