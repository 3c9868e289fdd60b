/**
 * Public test vectors that nobody on this project wrote, read from beside the repository where they are present. Without them the suite has no cases
 * and says so; the project's own tests do not depend on it.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  canonicalize,
  fromBase64,
  fromHex,
  hmacSha256,
  isEqualBytes,
  leafHash,
  merkleRoot,
  nodeHash,
  parseJson,
  sha256Hex,
  toHex,
  utf8,
  verifyConsistency,
  verifyInclusion,
} from 'clawql-manifest-validator'
import { verifyEd25519 } from 'clawql-manifest-validator/ed25519'

const FOLDER = fileURLToPath(new URL('../../../../shared/vectors', import.meta.url))
const read = (path: string): string => readFileSync(join(FOLDER, path), 'utf8')
const lines = <Row>(path: string): readonly Row[] =>
  read(path)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)

describe('public vectors', () => {
  if (!existsSync(FOLDER)) {
    it('are not at hand: 0 cases', () => assert.ok(!existsSync(FOLDER)))
    return
  }
  canonicalJson()
  jsonParsing()
  signatures()
  merkleTrees()
})

function canonicalJson(): void {
  const pairs = lines<{ input: string; input_hex: string; output?: string; output_sha256?: string; error?: string }>(
    'jcs/pairs.jsonl',
  )
  it(`canonical JSON: ${pairs.length} pairs`, () => {
    for (const { input_hex, output, output_sha256, error } of pairs) {
      const parsed = parseJson(fromHex(input_hex)!)
      if (error !== undefined) assert.ok(!parsed.ok && parsed.issue.code === 'ILL_FORMED_TEXT')
      else {
        assert.ok(parsed.ok)
        const canonical = canonicalize(parsed.value)
        assert.equal(canonical, output)
        assert.equal(sha256Hex(utf8(canonical)), output_sha256)
      }
    }
  })

  const numbers = read('jcs/es6numbers-10000.txt').trim().split('\n')
  it(`canonical JSON: ${numbers.length} numbers`, () => {
    for (const line of numbers) {
      const [hex, expected] = line.split(',')
      assert.equal(canonicalize(numberOf(hex!)), expected)
    }
  })

  const appendix = JSON.parse(read('jcs/rfc8785-appendix-b.json')) as { cases?: readonly Json[] } | readonly Json[]
  const rows = Array.isArray(appendix) ? (appendix as readonly Json[]) : Object.values(appendix).find(Array.isArray)!
  it(`canonical JSON: ${rows.length} numbers of RFC 8785 appendix B`, () => {
    for (const row of rows) {
      const hex = String(Object.entries(row).find(([name]) => /hex|ieee|bits/i.test(name))![1])
      if (row['expected'] === null) assert.throws(() => canonicalize(numberOf(hex)), TypeError)
      else assert.equal(canonicalize(numberOf(hex)), row['expected'])
    }
  })
}

type Json = Readonly<Record<string, unknown>>

function numberOf(hex: string): number {
  return new DataView(fromHex(hex.padStart(16, '0'))!.buffer).getFloat64(0)
}

function jsonParsing(): void {
  const cases = lines<{ name: string; expect: 'accept' | 'reject' | 'either'; base64: string }>(
    'json-parsing/parsing.jsonl',
  )
  const transforms = lines<{ base64: string }>('json-parsing/transform.jsonl')
  // Stricter than JSON on purpose: repeated keys.
  const stricter = new Set(['y_object_duplicated_key.json', 'y_object_duplicated_key_and_value.json'])
  it(`JSON parsing: ${cases.length} cases and ${transforms.length} without a verdict`, () => {
    let checked = 0
    for (const { name, expect, base64 } of cases) {
      const parsed = parseJson(new Uint8Array(Buffer.from(base64, 'base64')))
      if (stricter.has(name)) assert.ok(!parsed.ok && parsed.issue.code === 'JSON_DUPLICATE_KEY', name)
      else if (expect !== 'either') assert.equal(parsed.ok, expect === 'accept', name)
      if (expect !== 'either') checked += 1
      if (parsed.ok) assert.deepEqual(parsed.value, JSON.parse(Buffer.from(base64, 'base64').toString('utf8')), name)
    }
    assert.equal(checked, 283)
    for (const { base64 } of transforms) parseJson(new Uint8Array(Buffer.from(base64, 'base64')))
  })
}

interface Group {
  readonly publicKey?: { readonly pk: string }
  readonly tagSize?: number
  readonly tests: readonly {
    readonly tcId: number
    readonly key?: string
    readonly msg: string
    readonly sig?: string
    readonly tag?: string
    readonly result: string
  }[]
}

function signatures(): void {
  const ed25519 = (JSON.parse(read('crypto/wycheproof-ed25519_test.json')) as { testGroups: readonly Group[] })
    .testGroups
  const count = ed25519.reduce((total, { tests }) => total + tests.length, 0)
  it(`Ed25519: ${count} wycheproof cases`, () => {
    for (const { publicKey, tests } of ed25519) {
      for (const { tcId, msg, sig, result } of tests) {
        const accepted = verifyEd25519(bytes(publicKey!.pk), bytes(msg), bytes(sig!))
        assert.equal(accepted, result === 'valid', `case ${tcId}`)
      }
    }
  })

  const hmac = (JSON.parse(read('crypto/wycheproof-hmac_sha256_test.json')) as { testGroups: readonly Group[] })
    .testGroups
  it(`HMAC-SHA256: ${hmac.reduce((total, { tests }) => total + tests.length, 0)} wycheproof cases`, () => {
    for (const { tagSize, tests } of hmac) {
      for (const { tcId, key, msg, tag, result } of tests) {
        const computed = hmacSha256(bytes(key!), bytes(msg)).subarray(0, tagSize! / 8)
        assert.equal(isEqualBytes(computed, bytes(tag!)), result === 'valid', `case ${tcId}`)
      }
    }
  })

  const speccheck = lines<{
    id: number
    message: string
    pub_key: string
    signature: string
    libraries: Readonly<Record<string, boolean>>
  }>('crypto/ed25519-speccheck.jsonl')
  it(`Ed25519: ${speccheck.length} speccheck cases, answered as Dalek’s strict verification`, () => {
    for (const { id, message, pub_key, signature, libraries } of speccheck) {
      assert.equal(
        verifyEd25519(bytes(pub_key), bytes(message), bytes(signature)),
        libraries['Dalek strict'],
        `case ${id}`,
      )
    }
  })

  const edges = lines<{ key: string; sig: string; msg: string; flags: readonly string[] | null }>(
    'crypto/cctv-ed25519-edge.jsonl',
  )
  it(`Ed25519: ${edges.length} edge cases, none of low order or non-canonical accepted`, () => {
    for (const { key, sig, msg, flags } of edges) {
      const isBad = (flags ?? []).some((flag) => /^(low_order_[AR]|non_canonical_[AR])$/.test(flag))
      if (isBad) assert.equal(verifyEd25519(bytes(key), utf8(msg), bytes(sig)), false, JSON.stringify(flags))
    }
    assert.ok(
      edges.some(({ flags }) => flags?.includes('non_canonical_A')) &&
        edges.some(({ flags }) => flags?.includes('low_order_R')),
    )
  })
}

function bytes(hex: string): Uint8Array {
  return fromHex(hex)!
}

interface MerkleProof {
  readonly kind: string
  readonly file: string
  readonly desc: string
  readonly wantErr: boolean
  readonly proof: readonly string[] | null
  readonly leafIdx?: number
  readonly treeSize?: number
  readonly root?: string
  readonly leafHash?: string
  readonly size1?: number
  readonly size2?: number
  readonly root1?: string
  readonly root2?: string
}

function merkleTrees(): void {
  const table = JSON.parse(read('tlog/rfc6962-merkle.json')) as {
    leaf_inputs_hex: readonly string[]
    node_hashes_hex_by_level: readonly (readonly string[])[]
    root_hashes_hex_by_size: readonly string[]
  }
  const leaves = table.leaf_inputs_hex.map((hex) => leafHash(bytes(hex)))
  it(`RFC 6962: ${leaves.length} leaves, ${table.root_hashes_hex_by_size.length} roots`, () => {
    for (const [size, root] of table.root_hashes_hex_by_size.entries())
      assert.equal(toHex(merkleRoot(leaves.slice(0, size))), root)
    const [level0, level1] = table.node_hashes_hex_by_level
    assert.deepEqual(leaves.map(toHex), level0)
    assert.equal(toHex(nodeHash(leaves[0]!, leaves[1]!)), level1![0])
  })

  const proofs = lines<MerkleProof>('tlog/merkle-proofs.jsonl').filter(
    ({ kind }) => kind === 'inclusion' || kind === 'consistency',
  )
  it(`Merkle proofs: ${proofs.length} cases`, () => {
    for (const each of proofs) {
      const accepted = each.kind === 'inclusion' ? inclusionHolds(each) : consistencyHolds(each)
      assert.equal(accepted, !each.wantErr, each.file)
    }
  })
}

function inclusionHolds({ leafIdx, treeSize, root, leafHash: leaf, proof }: MerkleProof): boolean {
  return verifyInclusion(base64(leaf), leafIdx!, treeSize!, (proof ?? []).map(base64), base64(root))
}

function consistencyHolds({ size1, size2, root1, root2, proof }: MerkleProof): boolean {
  return verifyConsistency(size1!, size2!, base64(root1), base64(root2), (proof ?? []).map(base64))
}

function base64(text: string | null | undefined): Uint8Array {
  return fromBase64(text ?? '') ?? new Uint8Array(0)
}
