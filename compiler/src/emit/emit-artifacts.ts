/**
 * Every artifact of one manifest, in the order of the build: contracts → leaves → code and schemas → evidence → CIDs → manifest and root → build
 * record. Nothing before the manifest contains the root, so there is no circle.
 */
import { cidOfDigest, sha256, toHex, utf8 } from 'clawql-manifest-validator'
import type { ManifestSource, Program } from '../program/program.ts'
import { actionPage } from './action-page.ts'
import { ARTIFACT_KINDS, type ArtifactKind } from './artifact-kind.ts'
import { buildRecord, type PackageRecord } from './build-record.ts'
import { type EmittedCode, emitCode } from './emit-code.ts'
import { type EmittedContracts, emitContracts } from './emit-contracts.ts'
import { emitHandlerTypes } from './handler-types.ts'
import { printJson, publishManifest } from './manifest.ts'
import { sourceHeader } from './source-header.ts'
import { traceability } from './traceability.ts'
import { printYaml } from './yaml.ts'

export interface ArtifactsRequest {
  readonly program: Program
  readonly manifest: ManifestSource
  /** What `emitCode` gave, when the caller has it already. */
  readonly code?: EmittedCode
  /** What `emitContracts` gave, likewise. */
  readonly contracts?: EmittedContracts
  /** Written as `evidence.json`; deterministic JSON. */
  readonly evidence?: object
  /** What was compared beyond the evidence, for `build.json`; deterministic JSON. */
  readonly assurance?: object
  /** Source path → text, for the digests in `build.json`. */
  readonly sources?: ReadonlyMap<string, string>
  readonly packages?: readonly PackageRecord[]
  /** SHA-256 of a text's UTF-8 bytes; computed here when absent. */
  readonly digest?: (text: string) => Uint8Array
  /** Kinds to give back; all when absent. What is left out is still part of the root. */
  readonly emit?: readonly ArtifactKind[]
}

export interface EmittedArtifacts {
  /** Lower-case hex. */
  readonly root: string
  /** Path below `OUT/<manifest>/` → text, in the order of the build. */
  readonly artifacts: ReadonlyMap<string, string>
  /** Why there are none, in one line. */
  readonly problem?: string
}

interface Artifact {
  readonly kind: ArtifactKind
  readonly path: string
  readonly text: string
  /** Its CID stands in the manifest. */
  readonly isBound: boolean
}

interface IdentifiedArtifact extends Artifact {
  readonly cid: string
}

/** INVARIANT L10: a function of its argument, and not of the order of sources or declarations. */
export function emitArtifacts(request: ArtifactsRequest): EmittedArtifacts {
  const { program, manifest } = request
  const code = request.code ?? emitCode(program, manifest)
  const contracts = request.contracts ?? emitContracts(program, manifest, code)
  const digest = request.digest ?? ((text: string) => sha256(utf8(text)))
  // Hashed once: the manifest and the build record name the same CID.
  const withCid = (artifact: Artifact): IdentifiedArtifact => ({ ...artifact, cid: cidOfDigest(digest(artifact.text)) })
  const parts = [...codeArtifacts(request, code, contracts), ...contractArtifacts(request, code, contracts)].map(
    withCid,
  )
  const cids = parts.filter((part) => part.isBound).map((part) => part.cid)
  const published = publishManifest(manifest, code.published, cids)
  if ('problem' in published) return { root: '', artifacts: new Map(), problem: published.problem }
  const { document, text, root } = published
  const header = sourceHeader(program, manifest)
  const printed: readonly Artifact[] = [
    { kind: 'manifest', path: 'manifest.json', text, isBound: false },
    { kind: 'manifest', path: 'manifest.yaml', text: `# ${header}\n${printYaml(document)}`, isBound: false },
  ]
  const artifacts = [...printed.map(withCid), ...parts]
  const { sources = new Map(), packages = [] } = request
  const { assurance } = request
  const digests = new Map([...sources].map(([path, source]) => [path, toHex(digest(source))]))
  const record = buildRecord({ manifest, root, sources: digests, packages, artifacts, ...(assurance && { assurance }) })
  const all: readonly Artifact[] = [
    ...artifacts,
    { kind: 'build', path: 'build.json', text: printJson(record), isBound: false },
  ]
  const wanted = new Set<ArtifactKind>(request.emit ?? ARTIFACT_KINDS)
  const chosen = all.filter(({ kind }) => wanted.has(kind))
  return { root, artifacts: new Map(chosen.map(({ path, text }) => [path, text])) }
}

function codeArtifacts(
  { program, manifest }: ArtifactsRequest,
  code: EmittedCode,
  { sdk }: EmittedContracts,
): readonly Artifact[] {
  const header = `/** ${sourceHeader(program, manifest)} */`
  const modules = [
    ['guards', code.guards],
    ['validators', code.validators],
    ['sdk', sdk],
  ] as const
  const handlers = emitHandlerTypes(code.actions, header)
  return [
    ...modules.flatMap(([kind, { ts, js, dts }]): readonly Artifact[] => [
      { kind, path: `${kind}.ts`, text: ts, isBound: false },
      { kind, path: `${kind}.js`, text: js, isBound: true },
      { kind, path: `${kind}.d.ts`, text: dts, isBound: false },
    ]),
    { kind: 'handlers', path: 'handlers.d.ts', text: handlers.text, isBound: false },
  ]
}

function contractArtifacts(
  request: ArtifactsRequest,
  code: EmittedCode,
  contracts: EmittedContracts,
): readonly Artifact[] {
  const { program, manifest, evidence } = request
  const perAction = code.actions.flatMap((action, index): readonly Artifact[] => {
    const { inputDocument, outputDocument, rjsf, jsonforms } = contracts.actions[index]!
    const json = (kind: ArtifactKind, path: string, value: object): Artifact => ({
      kind,
      path,
      text: printJson(value),
      isBound: true,
    })
    return [
      json('schemas', `schemas/${action.id}.input.schema.json`, inputDocument),
      json('schemas', `schemas/${action.id}.output.schema.json`, outputDocument),
      json('ui', `ui/${action.id}.rjsf.json`, rjsf),
      json('ui', `ui/${action.id}.jsonforms.json`, jsonforms),
    ]
  })
  const pages = code.actions.map(
    (action): Artifact => ({
      kind: 'docs',
      path: `docs/${action.id}.md`,
      text: actionPage(program, manifest, action),
      isBound: false,
    }),
  )
  const traced = traceability(program, manifest, code)
  return [
    ...perAction,
    { kind: 'mcp', path: 'mcp-tools.json', text: printJson(contracts.tools), isBound: false },
    ...pages,
    { kind: 'traceability', path: 'traceability.json', text: printJson(traced), isBound: true },
    ...(evidence === undefined
      ? []
      : [{ kind: 'evidence', path: 'evidence.json', text: printJson(evidence), isBound: true } as const]),
  ]
}
