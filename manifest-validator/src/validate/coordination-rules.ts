/** Judges the relations between parameters of an expanded coordination block. Values of the wrong type are the walk's to report. */
import { report } from '../issues/issue.ts'
import { member } from '../json/json-object.ts'
import { COORDINATION_RELATIONS, type CoordinationRelation } from '../shape/coordination-relations.ts'
import type { Walk } from './walk-shape.ts'

export function checkCoordinationRules(walk: Walk, coordination: unknown): void {
  for (const { code, parameters, at, steps, allowed, isBroken } of RELATIONS) {
    const values = parameters.map((path) => numberAt(coordination, path))
    if (isBroken(values)) report(walk.issues, code, [...walk.path, ...steps], values[at], allowed(values))
  }
}

/** The relations with their paths split once: `at` is the place of the value reported, `steps` the way to it. */
const RELATIONS = COORDINATION_RELATIONS.map(({ code, parameters, at, allowed, isBroken }: CoordinationRelation) => ({
  code,
  parameters: parameters.map((path) => path.split('.')),
  at: parameters.indexOf(at),
  steps: at.split('.'),
  allowed,
  isBroken,
}))

/** NaN, which breaks no relation, where there is no number. */
function numberAt(value: unknown, path: readonly string[]): number {
  const found = path.reduce(member, value)
  return typeof found === 'number' ? found : Number.NaN
}
