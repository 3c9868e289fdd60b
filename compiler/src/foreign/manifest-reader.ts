/**
 * Reads members of a published manifest that nothing has validated yet: each reader gives a value of its type or throws, and whoever prepares an
 * action from the manifest then denies. Own members only.
 */
import type { ApproverGroup } from 'clawql-manifest-validator'
import { isRecord, ownMember } from '../evaluate/own-member.ts'

export function readRecord(container: unknown, name: string): Readonly<Record<string, unknown>> {
  const value = ownMember(container, name)
  return isRecord(value) ? value : malformed(name)
}

export function readText(container: unknown, name: string): string {
  const value = ownMember(container, name)
  return typeof value === 'string' ? value : malformed(name)
}

export function readNumber(container: unknown, name: string): number {
  const value = ownMember(container, name)
  return typeof value === 'number' && Number.isFinite(value) ? value : malformed(name)
}

export function readFlag(container: unknown, name: string): boolean {
  const value = ownMember(container, name)
  return typeof value === 'boolean' ? value : malformed(name)
}

/** An absent list is empty. */
export function readList(container: unknown, name: string): readonly unknown[] {
  const value = ownMember(container, name)
  if (value === undefined) return []
  return Array.isArray(value) ? value : malformed(name)
}

export function readTexts(container: unknown, name: string): readonly string[] {
  return readList(container, name).map((value) => (typeof value === 'string' ? value : malformed(name)))
}

export function readGroups(container: unknown, name: string): readonly ApproverGroup[] {
  return readList(container, name).map((group) => ({ role: readText(group, 'role'), min: readNumber(group, 'min') }))
}

function malformed(name: string): never {
  throw new Error(`the manifest's ${name} is malformed`)
}
