/**
 * The part of the build that evidence is collected about: contracts, their leaves, guards and validators. Everything else follows from it, see
 * `emit-artifacts.ts`.
 */
import { type ActionType, actionLeaf } from 'clawql-manifest-validator'
import type { Action, ManifestSource, Program } from '../program/program.ts'
import { emitGuards, type GuardsSource } from './guards.ts'
import { invariant } from './invariant.ts'
import { publishedAction } from './published-action.ts'
import { sourceHeader } from './source-header.ts'
import { emitValidators } from './validators.ts'

export interface EmittedCode {
  /** Those of the manifest, ascending by id. */
  readonly actions: readonly Action[]
  /** The same actions as published, in the same order. */
  readonly published: readonly ActionType[]
  /** Action id → lower-case hex ActionLeaf. */
  readonly leaves: ReadonlyMap<string, string>
  /** Texts of `guards.ts`, `guards.js`, `guards.d.ts`. */
  readonly guards: GuardsSource
  readonly validators: GuardsSource
}

/** INVARIANT L10: a function of the program and the manifest alone. */
export function emitCode(program: Program, manifest: ManifestSource): EmittedCode {
  const byId = new Map(program.actions.map((action) => [action.id, action]))
  const actions = [...manifest.actions].sort().map((id) => {
    const action = byId.get(id)
    invariant(action !== undefined, `the manifest ${manifest.name} lists ${id}, which the program lacks`)
    return action
  })
  const published = actions.map(publishedAction)
  const leaves = new Map(published.map((action) => [action.id, actionLeaf(action)]))
  const header = `/** ${sourceHeader(program, manifest)} */`
  return {
    actions,
    published,
    leaves,
    guards: emitGuards(program, manifest, actions, leaves, header),
    validators: emitValidators(actions, header),
  }
}
