/**
 * Public vectors that nobody on this project wrote, sent through the protocol to both implementations. The suite exists only where the folder of
 * vectors does, and prints how many cases each ran.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'mocha'
import { countOutcomes, OURS, PYTHON, runConformance } from './program.ts'

const VECTORS = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'vectors')

interface VectorCase {
  readonly id: string
  readonly kind: string
  readonly clause: string
  readonly input: object
  readonly expected: object
}

if (existsSync(VECTORS)) {
  describe('public vectors through the protocol', function () {
    this.timeout(300_000)
    let suite = ''
    before(() => {
      suite = mkdtempSync(join(tmpdir(), 'conformance-vectors-'))
      mkdirSync(join(suite, 'documents'))
      const areas = {
        jcs: jcsCases(),
        json: jsonCases(),
        merkle: merkleCases(),
        tile: tileCases(),
        checkpoint: checkpointCases(),
        signature: signatureCases(),
      }
      for (const [area, cases] of Object.entries(areas)) {
        mkdirSync(join(suite, 'cases', area), { recursive: true })
        const named = cases.map((each, index) => ({ ...each, id: `${area}/${index}/${each.id}` }))
        writeFileSync(join(suite, 'cases', area, 'vectors.json'), JSON.stringify({ about: area, cases: named }))
      }
    })
    after(() => rmSync(suite, { recursive: true }))

    for (const [name, command] of [
      ['ours', OURS],
      ['Python', PYTHON],
    ] as const) {
      it(`${name} passes what it declares`, () => {
        const { results } = runConformance(command, ['--suite', suite, '--allow-unsupported'])
        for (const [area, found] of Map.groupBy(results, (result) => result.area))
          process.stdout.write(`      ${area}: ${countOutcomes(found)}\n`)
        assert.deepEqual(
          results.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'unsupported'),
          [],
        )
        assert.ok(results.some(({ outcome }) => outcome === 'pass'))
      })
    }
  })
}

function readLines<Row>(path: string): Row[] {
  return readFileSync(join(VECTORS, path), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
}

function readJson<Value>(path: string): Value {
  return JSON.parse(readFileSync(join(VECTORS, path), 'utf8')) as Value
}

function vector(id: string, kind: string, input: object, expected: object): VectorCase {
  return { id, kind, clause: 'public vectors', input, expected }
}

function jcsCases(): VectorCase[] {
  const pairs = readLines<{ name: string; input: string; output?: string }>('jcs/pairs.jsonl').map(
    ({ name, input, output }) =>
      vector(name, 'jcs.canonicalize', { json: input }, output === undefined ? { error: true } : { canonical: output }),
  )
  const numbers = readFileSync(join(VECTORS, 'jcs/es6numbers-10000.txt'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))
  const batches = Array.from({ length: Math.ceil(numbers.length / 100) }, (_, batch) =>
    numbers.slice(batch * 100, batch * 100 + 100),
  )
  const doubles = batches.map((batch, index) => {
    // 17 significant digits name the double without using the form that is under test.
    const json = `[${batch.map(([hex = '']) => toDouble(hex).toExponential(16)).join(',')}]`
    return vector(
      `es6numbers-${index}`,
      'jcs.canonicalize',
      { json },
      { canonical: `[${batch.map(([, text]) => text).join(',')}]` },
    )
  })
  return [...pairs, ...doubles]
}

function toDouble(hex: string): number {
  return Buffer.from(hex.padStart(16, '0'), 'hex').readDoubleBE()
}

/** JSON that repeats a key is JSON, and no manifest: these two are refused here. */
const REPEATED_KEYS = ['y_object_duplicated_key.json', 'y_object_duplicated_key_and_value.json']

function jsonCases(): VectorCase[] {
  return readLines<{ name: string; expect: string; base64: string }>('json-parsing/parsing.jsonl')
    .filter(({ expect }) => expect !== 'either')
    .map(({ name, expect, base64 }) => {
      const isTaken = expect === 'accept' && !REPEATED_KEYS.includes(name)
      return vector(
        name,
        'json.parse',
        { base64 },
        isTaken ? { value: JSON.parse(Buffer.from(base64, 'base64').toString()) } : { error: true },
      )
    })
}

interface ProofRow {
  readonly kind: string
  readonly file: string
  readonly wantErr: boolean
  readonly proof: string[] | null
  readonly [field: string]: unknown
}

function merkleCases(): VectorCase[] {
  const proofs = readLines<ProofRow>('tlog/merkle-proofs.jsonl').flatMap((row) => {
    const whole = (name: string): unknown => row[`${name}_str`] ?? row[name]
    const proof = row.proof ?? []
    const expected = { ok: !row.wantErr }
    if (row.kind === 'inclusion') {
      const { leafHash, root } = row
      return [
        vector(
          row.file,
          'worm.inclusion',
          { leafHash, root, proof, index: whole('leafIdx'), size: whole('treeSize') },
          expected,
        ),
      ]
    }
    if (row.kind !== 'consistency') return []
    const { root1, root2 } = row
    return [
      vector(
        row.file,
        'worm.consistency',
        { size1: whole('size1'), size2: whole('size2'), root1, root2, proof },
        expected,
      ),
    ]
  })
  const { leaf_inputs_hex, root_hashes_hex_by_size } = readJson<{
    leaf_inputs_hex: string[]
    root_hashes_hex_by_size: string[]
  }>('tlog/rfc6962-merkle.json')
  const toBase64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')
  const roots = root_hashes_hex_by_size.map((root, size) =>
    vector(
      `rfc6962-${size}`,
      'worm.root',
      { entries: leaf_inputs_hex.slice(0, size).map(toBase64) },
      { root: toBase64(root) },
    ),
  )
  return [...proofs, ...roots]
}

interface TileRow {
  readonly level?: number
  readonly index?: number
  readonly N?: number
  readonly p?: number
  readonly wantPath: string
}

function tileCases(): VectorCase[] {
  const { tile_path, entries_path } = readJson<{ tile_path: TileRow[]; entries_path: TileRow[] }>(
    'tlog/tile-paths.json',
  )
  return [...tile_path, ...entries_path].map(({ level, index, N, p, wantPath }) =>
    vector(
      wantPath,
      'tile.path',
      { level: level ?? 'entries', index: index ?? N, ...(p === undefined ? {} : { width: p }) },
      { path: wantPath },
    ),
  )
}

interface SignedRow {
  readonly desc: string
  readonly note: string
  readonly log_vkey: string
  readonly other_vkeys?: string[]
  readonly ok: boolean
}

function checkpointCases(): VectorCase[] {
  const log = 'tlog/logs/tessera-15'
  const vkey = readFileSync(join(VECTORS, log, 'vkey.txt'), 'utf8').trim()
  const files = readdirSync(join(VECTORS, log)).filter((name) => name.startsWith('checkpoint'))
  const notes = files.map((name) => {
    const note = readFileSync(join(VECTORS, log, name), 'utf8')
    const [origin, size, root] = note.split('\n')
    return vector(name, 'checkpoint.verify', { vkeys: [vkey], note }, { ok: true, origin, size, root })
  })
  // Upstream also checks the origin it was told to expect, which is no part of this kind.
  const signed = readJson<{ parse_signed: SignedRow[] }>('tlog/checkpoints.json')
    .parse_signed.filter(({ desc }) => !/wrong (logID|origin)/.test(desc))
    .flatMap(({ desc, note, log_vkey, other_vkeys, ok }) => [
      vector(desc, 'checkpoint.verify', { vkeys: [log_vkey], note }, { ok }),
      ...(ok
        ? [
            vector(
              `${desc}, all keys`,
              'checkpoint.verify',
              { vkeys: [log_vkey, ...(other_vkeys ?? [])], note },
              { ok },
            ),
          ]
        : []),
    ])
  return [...notes, ...signed]
}

interface WycheproofGroup {
  readonly publicKey?: { readonly pk: string }
  readonly tagSize?: number
  readonly tests: readonly { tcId: number; msg: string; sig?: string; key?: string; tag?: string; result: string }[]
}

function signatureCases(): VectorCase[] {
  const ed25519 = readJson<{ testGroups: WycheproofGroup[] }>('crypto/wycheproof-ed25519_test.json').testGroups.flatMap(
    ({ publicKey, tests }) =>
      tests.map(({ tcId, msg, sig, result }) =>
        vector(
          `ed25519-${tcId}`,
          'signature.verify',
          { alg: 'ed25519', key: publicKey?.pk, message: msg, signature: sig },
          { ok: result === 'valid' },
        ),
      ),
  )
  // Whole tags alone are taken here: what is cut is refused, also where upstream calls the cut tag valid.
  const hmac = readJson<{ testGroups: WycheproofGroup[] }>(
    'crypto/wycheproof-hmac_sha256_test.json',
  ).testGroups.flatMap(({ tagSize, tests }) =>
    tests.map(({ tcId, key, msg, tag, result }) =>
      vector(
        `hmac-${tcId}`,
        'signature.verify',
        { alg: 'hmac-sha256', key, message: msg, signature: tag },
        { ok: result === 'valid' && tagSize === 256 },
      ),
    ),
  )
  return [...ed25519, ...hmac]
}
