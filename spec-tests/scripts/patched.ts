/**
 * Documents with changes, as a generated case carries them: the reference that goes into the case beside the value it stands for, sealed or not. Owns no
 * case and no expected value.
 */
import { expandReferences } from '../src/apply-patch.ts'
import type { JsonValue } from '../src/case.ts'
import { manifestDocuments } from './documents.ts'
import { type ManifestLike, manifestRoot } from './oracle/manifest-root.ts'

export interface Operation {
  readonly op: 'add' | 'remove' | 'replace'
  readonly path: string
  readonly value?: unknown
}

/** A document with a patch, both as the reference a case carries and as the value it stands for. */
export interface Patched {
  readonly reference: object
  readonly manifest: ManifestLike
}

export const DOCUMENTS: ReadonlyMap<string, ManifestLike> = manifestDocuments()

export function patched(document: string, patch: readonly Operation[]): Patched {
  const reference = patch.length === 0 ? { $document: document } : { $document: document, $patch: patch }
  const documents = new Map([...DOCUMENTS].map(([key, value]) => [key, JSON.parse(JSON.stringify(value)) as JsonValue]))
  // The reference is made of JSON values only; the round trip says so to the compiler.
  const manifest: ManifestLike = JSON.parse(
    JSON.stringify(expandReferences(JSON.parse(JSON.stringify(reference)) as JsonValue, documents)),
  )
  return { reference, manifest }
}

/** The same with its right root written in. */
export function sealedReference(document: string, patch: readonly Operation[]): { reference: object; root: string } {
  const root = manifestRoot(patched(document, patch).manifest)
  return {
    reference: patched(document, [...patch, { op: 'replace', path: '/merkle_root', value: root }]).reference,
    root,
  }
}

export const set = (path: string, value: unknown): Operation => ({ op: 'add', path, value })
export const drop = (path: string): Operation => ({ op: 'remove', path })
