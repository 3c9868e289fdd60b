/**
 * The checked declarations as the program: lists ascending by name, and the side table of places. Judges nothing.
 */
import type { ManifestSource, Origin, Preset, Program } from '../program/program.ts'
import { type AnySymbol, compareText, type ModuleSymbol } from '../resolve/module.ts'
import type { Span } from '../source/span.ts'
import { baseChain } from './base-action.ts'
import type { CheckedAction } from './check-action.ts'
import type { PlacedInvariant } from './check-invariants.ts'
import type { CheckedPreset } from './check-preset.ts'
import type { Declarations } from './declarations.ts'
import type { PlacedGovernanceTest, PlacedTest } from './tests/check-tests.ts'

export interface CheckedManifest {
  readonly symbol: ModuleSymbol<'manifest'>
  readonly manifest: ManifestSource | undefined
  readonly invariants: readonly PlacedInvariant[]
}

export interface CheckedParts {
  readonly declarations: Declarations
  readonly roles: readonly ModuleSymbol<'role'>[]
  readonly objects: readonly ModuleSymbol<'object'>[]
  readonly purposes: readonly ModuleSymbol<'purpose'>[]
  readonly actions: readonly CheckedAction[]
  readonly presets: readonly (CheckedPreset | undefined)[]
  readonly invariants: readonly ModuleSymbol<'invariant'>[]
  readonly manifests: readonly CheckedManifest[]
  readonly tests: readonly PlacedTest[]
  readonly governanceTests: readonly PlacedGovernanceTest[]
}

/** INVARIANT L8: nothing but names decides the order of what is listed. */
export function assembleProgram(parts: CheckedParts): Program {
  const { declarations } = parts
  return {
    roles: present(parts.roles.map(declarations.role)),
    purposes: parts.purposes.map(declarations.purpose),
    objects: parts.objects.map((symbol) => declarations.object(symbol).object),
    actions: present(parts.actions.map(({ action }) => action)),
    presets: present(parts.presets.map((checked): Preset | undefined => checked?.preset)),
    manifests: present(parts.manifests.map(({ manifest }) => manifest)),
    tests: parts.tests.map(({ test }) => test),
    governanceTests: parts.governanceTests.map(({ test }) => test),
    origins: collectOrigins(parts),
  }
}

function present<T>(items: readonly (T | undefined)[]): readonly T[] {
  return items.filter((item) => item !== undefined)
}

function collectOrigins(parts: CheckedParts): ReadonlyMap<string, Origin> {
  const origins = new Map<string, Origin>()
  const place = (key: string, file: string, span: Span): void => {
    if (!origins.has(key)) origins.set(key, { file, span })
  }
  const placeSymbol = ({ kind, name, file, nameSpan, module }: AnySymbol): void => {
    const key = `${kind}:${name}`
    if (!origins.has(key)) origins.set(key, { file, span: nameSpan, module: module.name })
  }
  for (const symbol of [...parts.roles, ...parts.objects, ...parts.purposes, ...parts.invariants]) placeSymbol(symbol)
  for (const checked of parts.presets) if (checked) placeSymbol(checked.symbol)
  for (const { symbol } of parts.actions) {
    placeSymbol(symbol)
    // What an action takes over stands where the other one writes it.
    for (const written of [symbol, ...baseChain(symbol)]) placeParts(symbol.name, written, place)
  }
  for (const { symbol, invariants } of parts.manifests) {
    placeSymbol(symbol)
    for (const { declaration, file, invariant } of invariants) {
      place(`invariant:${invariant.name}`, file, declaration.name.span)
      place(`manifest:${symbol.name}/invariant:${invariant.name}`, file, declaration.name.span)
    }
  }
  parts.tests.forEach(({ location }, index) => {
    place(`test:${index}`, location.file, location.span)
  })
  parts.governanceTests.forEach(({ location }, index) => {
    place(`governance-test:${index}`, location.file, location.span)
  })
  return new Map([...origins].sort(([a], [b]) => compareText(a, b)))
}

function placeParts(
  name: string,
  { file, declaration }: ModuleSymbol<'action'>,
  place: (key: string, file: string, span: Span) => void,
): void {
  const key = `action:${name}`
  for (const part of ['input', 'output', 'governance', 'execution'] as const) {
    const block = declaration[part]
    if (block) place(`${key}/${part}`, file, block.span)
  }
  for (const entry of declaration.governance?.entries ?? [])
    place(`${key}/governance/${entry.name.text}`, file, entry.span)
  for (const field of declaration.input?.fields ?? []) place(`${key}/input/${field.name.text}`, file, field.name.span)
  for (const rule of declaration.rules) place(`${key}/rule:${rule.name.text}`, file, rule.name.span)
  declaration.effects.forEach((effect, index) => {
    place(`${key}/effect:${index}`, file, effect.target.span)
  })
}
