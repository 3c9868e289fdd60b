/**
 * From files to a contract: the manifest is read strictly, validated and held against the caller's trust; each module's bytes are hashed, looked up in the
 * manifest, and those same bytes are evaluated. Nothing is imported by path, so nothing can change between the check and the use.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  cidOf,
  type HSMProvider,
  type Issue,
  parseManifest,
  type TrustAnchor,
  type TrustVerified,
  validateManifest,
  verifyTrust,
} from 'clawql-manifest-validator'
import { assembleContract, ContractRefusedError, type LoadedContract } from '../../contract/loaded-contract.ts'

export interface ContractSource {
  /** Where the build put one manifest's files. */
  readonly artifactsDir: string
  /** Default: `manifest.json` in there. */
  readonly manifestPath?: string
  /** Whom the caller trusts. There is no default: without it nothing loads (D23). */
  readonly trust: { readonly pinnedRoot: string } | TrustAnchor
  /** Verifies the base model's signature. */
  readonly hsm: HSMProvider
  readonly baseModelKeyRef?: string
}

/** Throws `ContractRefusedError`. */
export async function loadContract(source: ContractSource): Promise<LoadedContract> {
  const manifest = await loadManifest(source)
  const [guards, validators] = await Promise.all([
    evaluateArtifact(source.artifactsDir, 'guards.js', manifest),
    evaluateArtifact(source.artifactsDir, 'validators.js', manifest),
  ])
  return assembleContract(manifest, guards, validators)
}

export async function loadManifest(source: ContractSource): Promise<TrustVerified> {
  const anchor = anchorOf(source.trust)
  const path = source.manifestPath ?? join(source.artifactsDir, 'manifest.json')
  const parsed = parseManifest(readArtifact(path))
  if (!parsed.ok) throw new ContractRefusedError('MANIFEST_INVALID', `${path}: ${firstOf(parsed.issues)}`)
  const validated = validateManifest(parsed.value)
  if (!validated.ok) throw new ContractRefusedError('MANIFEST_INVALID', `${path}: ${firstOf(validated.issues)}`)
  const { baseModelKeyRef } = source
  const options = { anchor, ...(baseModelKeyRef === undefined ? {} : { baseModelKeyRef }) }
  const trusted = await verifyTrust(validated.manifest, options, source.hsm)
  if (!trusted.ok) throw new ContractRefusedError('MANIFEST_NOT_TRUSTED', `${path}: ${firstOf(trusted.issues)}`)
  return trusted.manifest
}

function anchorOf(trust: ContractSource['trust'] | undefined): TrustAnchor {
  if (trust !== undefined && 'pinnedRoot' in trust && typeof trust.pinnedRoot === 'string')
    return { kind: 'pinned-root', root: trust.pinnedRoot }
  if (trust !== undefined && 'kind' in trust) return trust
  throw new ContractRefusedError(
    'TRUST_ANCHOR_MISSING',
    'a manifest is loaded under a pinned root or release keys, and none were given',
  )
}

async function evaluateArtifact(folder: string, name: string, manifest: TrustVerified): Promise<unknown> {
  const bytes = readArtifact(join(folder, name))
  if (!manifest.provenance.artifact_cids.includes(cidOf(bytes))) {
    throw new ContractRefusedError(
      'ARTIFACT_NOT_IN_MANIFEST',
      `${name} is not the file that the manifest names: its bytes are ${cidOf(bytes)}`,
    )
  }
  try {
    const module: unknown = await import(`data:text/javascript;base64,${bytes.toString('base64')}`)
    return module
  } catch (error) {
    throw new ContractRefusedError(
      'ARTIFACT_UNUSABLE',
      `${name}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function readArtifact(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new ContractRefusedError('ARTIFACT_MISSING', error instanceof Error ? error.message : String(error))
  }
}

function firstOf(issues: readonly Issue[]): string {
  const [issue] = issues
  return issue === undefined
    ? 'refused'
    : `${issue.code} at ${issue.pointer || 'the root'}${issues.length > 1 ? `, and ${issues.length - 1} more` : ''}`
}
