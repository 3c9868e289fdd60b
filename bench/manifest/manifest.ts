/**
 * `bench/manifest`: what it costs to validate a manifest of 1,000 actions and verify its root, as a multiple of the least it can cost: hashing and
 * canonicalising the same bytes with the platform's own primitives. And the schema part next to ajv alone. Marks: docs/benchmarks.md.
 */
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import canonicalize from 'canonicalize'
import { canonicalize as ours, parseManifest, sha256Hex, utf8, validateManifest } from 'clawql-manifest-validator'
import { createWalk, walkManifest } from '../../manifest-validator/src/validate/walk-shape.ts'
import { measure, table } from '../measure.ts'
import { largeManifest } from './large-manifest.ts'

const ACTIONS = 1000
const VARIANTS = 4
const OPTIONS = { rounds: 25, roundMs: 120 }

/** Returns the tables as Markdown. */
export async function benchManifest(root: string): Promise<string> {
  const manifests = Array.from({ length: VARIANTS }, (_, n) => largeManifest(ACTIONS, n))
  const texts = manifests.map((manifest) => JSON.stringify(manifest))
  const files = texts.map((text) => Buffer.from(text))
  const schema = readSchema(root)
  agree(manifests, files, schema)
  const pick = <Item>(items: readonly Item[], n: number): Item => items[n % VARIANTS] as Item
  const size = (files[0]!.length / 1e6).toFixed(2)
  return [
    `A manifest of ${ACTIONS.toLocaleString('en')} actions, ${size} MB of JSON.\n`,
    table(
      'From the bytes of a file to a verified root',
      measure(
        [
          {
            name: 'platform: JSON.parse, canonicalize, crypto.hash',
            run: (n) => bare(JSON.parse(pick(files, n).toString())),
          },
          { name: 'parseManifest, validateManifest', run: (n) => validateManifest(readValue(pick(files, n))) },
          { name: 'JSON.parse, validateManifest', run: (n) => validateManifest(JSON.parse(pick(files, n).toString())) },
        ],
        OPTIONS,
      ),
      'platform: JSON.parse, canonicalize, crypto.hash',
    ),
    table(
      'From the value to a verified root',
      measure(
        [
          { name: 'platform: canonicalize, crypto.hash', run: (n) => bare(pick(manifests, n)) },
          { name: 'validateManifest', run: (n) => validateManifest(pick(manifests, n)) },
          { name: 'our canonicalize and sha256 alone', run: (n) => sha256Hex(utf8(ours(pick(manifests, n)))) },
        ],
        OPTIONS,
      ),
      'platform: canonicalize, crypto.hash',
    ),
    table(
      'The schema alone',
      measure(
        [
          { name: 'ajv, compiled', run: (n) => schema(pick(manifests, n)) },
          { name: 'our walk of the shape', run: (n) => walkedIssues(pick(manifests, n)) },
          { name: 'validateManifest, everything', run: (n) => validateManifest(pick(manifests, n)).ok },
        ],
        OPTIONS,
      ),
      'ajv, compiled',
    ),
  ].join('\n')
}

/** The least: the whole manifest in canonical form, hashed once. */
function bare(value: unknown): string {
  return hash('sha256', canonicalize(value) ?? '', 'hex')
}

function readValue(file: Uint8Array): unknown {
  const parsed = parseManifest(file)
  return parsed.ok ? parsed.value : undefined
}

function walkedIssues(manifest: unknown): number {
  const walk = createWalk('1.1', true)
  walkManifest(walk, manifest)
  return walk.issues.errors.length
}

function readSchema(root: string): (value: unknown) => boolean {
  const text = readFileSync(join(root, 'manifest-validator', 'schema', 'manifest-1.1.schema.json'), 'utf8')
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  return ajv.compile(JSON.parse(text) as object) as (value: unknown) => boolean
}

/** Everybody must take these manifests and refuse one with a wrong field before anything is timed. */
function agree(manifests: readonly object[], files: readonly Uint8Array[], schema: (value: unknown) => boolean): void {
  const wrong = { ...manifests[0], merkle_root: 7 }
  manifests.forEach((manifest, n) => {
    const result = validateManifest(manifest)
    const read = validateManifest(readValue(files[n]!))
    if (!result.ok || !read.ok)
      throw new Error(`manifest ${n} is refused: ${JSON.stringify(result.ok || result.issues.slice(0, 3))}`)
    if (bare(manifest) !== sha256Hex(utf8(ours(manifest))))
      throw new Error(`the canonical forms of manifest ${n} differ`)
    if (!schema(manifest)) throw new Error(`ajv refuses manifest ${n}`)
  })
  if (validateManifest(wrong).ok || schema(wrong)) throw new Error('a wrong manifest is accepted')
}
