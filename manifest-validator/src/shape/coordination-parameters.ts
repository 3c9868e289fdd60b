/**
 * The coordination block as a flat table: every parameter under its dotted path with its range and constant, read off the shape, so that whoever judges
 * such a block elsewhere (the compiler, a calibration) has the ranges from here. Relations between parameters are in `coordination-relations.ts`.
 */
import { COORDINATION } from './coordination-shape.ts'
import { describeRange, isInRange } from './describe-range.ts'
import { frozen } from './frozen.ts'
import type { BlockShape, Field, Shape } from './shape.ts'

export interface CoordinationParameter {
  /** Dotted where the parameter stands in a block of its own: `memory.fidelity_floor`. */
  readonly path: string
  readonly type: 'number' | 'boolean'
  /** What a value may be, in words: `a number above 0 and at most 1`. */
  readonly allowed: string
  /** Written into the resolved policy where neither preset nor manifest gives a value. */
  readonly defaultValue?: number
  /** True for any value of the right type and in range; a whole number is a safe integer. */
  accepts(value: unknown): boolean
}

/** Every parameter of `policy.coordination`, in the order in which a manifest writes them (architecture 2.5). */
export const COORDINATION_PARAMETERS: readonly CoordinationParameter[] = frozen(parametersOf(COORDINATION, ''))

/** Names of the blocks inside the coordination block. */
export const COORDINATION_BLOCKS: readonly string[] = Object.freeze(
  COORDINATION.fields.flatMap(({ name, shape }) => (shape.kind === 'block' ? [name] : [])),
)

function parametersOf(block: BlockShape, prefix: string): CoordinationParameter[] {
  return block.fields.flatMap((field) =>
    field.shape.kind === 'block'
      ? parametersOf(field.shape, `${prefix}${field.name}.`)
      : [{ path: `${prefix}${field.name}`, ...constantOf(field), ...valuesOf(field.shape) }],
  )
}

/** INVARIANT of the shape: the example of a field with a constant is that constant. */
function constantOf({ presence, example }: Field): Pick<CoordinationParameter, 'defaultValue'> {
  return presence === 'default' && typeof example === 'number' ? { defaultValue: example } : {}
}

function valuesOf(shape: Shape): Pick<CoordinationParameter, 'type' | 'allowed' | 'accepts'> {
  if (shape.kind !== 'number')
    return { type: 'boolean', allowed: 'true or false', accepts: (value) => typeof value === 'boolean' }
  const { range } = shape
  return {
    type: 'number',
    allowed: describeRange(range),
    accepts: (value) =>
      typeof value === 'number' &&
      (range.integer ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
      isInRange(range, value),
  }
}
