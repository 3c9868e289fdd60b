/** `build.json`: what went into a build and what came out of it. Not under the root; it may name the root. */
import type { JsonObject } from 'clawql-manifest-validator'
import { overridesOf } from '../program/override-text.ts'
import type { ManifestSource } from '../program/program.ts'

/** An installed package whose modules were read. */
export interface PackageRecord {
  readonly name: string
  readonly version: string
  /** Lower-case hex SHA-256, as the analysis computed it. */
  readonly digest: string
}

export interface BuildRecordRequest {
  readonly manifest: ManifestSource
  readonly root: string
  /** Path → lower-case hex SHA-256. */
  readonly sources: ReadonlyMap<string, string>
  readonly packages: readonly PackageRecord[]
  /** What was compared beyond the evidence. */
  readonly assurance?: object
  /** In the order of the build. */
  readonly artifacts: readonly { readonly path: string; readonly cid: string }[]
}

/** Digests of sources and packages are hex SHA-256, those of artifacts CIDs. */
export function buildRecord(request: BuildRecordRequest): JsonObject {
  const { manifest, root, sources, packages, artifacts, assurance } = request
  return {
    manifest: manifest.name,
    merkle_root: root,
    sources: Object.fromEntries([...sources].sort(byName)),
    overrides: overridesOf(manifest).map((override) => ({ ...override })),
    files: Object.fromEntries(Object.entries(manifest.files).sort(byName)),
    packages: [...packages]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, version, digest }) => ({ name, version, sha256: digest })),
    ...(assurance && { assurance: { ...assurance } }),
    artifacts: Object.fromEntries(artifacts.map(({ path, cid }) => [path, cid])),
  }
}

function byName(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1
}
