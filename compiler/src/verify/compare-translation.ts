/**
 * Translation validation: runs generated guards, validators and normalisers beside the reference and reports every case in which they differ. It
 * trusts nothing about the generated code: a missing function or one that throws is a difference like any other. INVARIANT L6
 */
import { decide } from '../evaluate/decide.ts'
import type { DecisionManifest } from '../evaluate/decision-checks.ts'
import type { Action } from '../program/program.ts'
import { isSameValue } from '../program/same-value.ts'
import type { RecordType } from '../program/type.ts'
import type { DecisionCase } from './decision-cases.ts'
import { createValueReader, type ReadValue } from './read-value.ts'
import { showValue } from './show-value.ts'

/** The exports of a generated module, as a host loaded it. */
export type ModuleExports = Readonly<Record<string, unknown>>

export type ComparedPart =
  | 'guard'
  | 'dispatch'
  | 'table'
  | 'validator'
  | 'normaliser'
  | 'expression'
  | 'schema'
  | 'contract'
  | 'document'
  | 'tool'
  | 'client'
  | 'form'

/** Values as text, since they may be what JSON has no word for. */
export interface Mismatch {
  /** Empty where it is about all of them. */
  readonly action: string
  readonly part: ComparedPart
  readonly given: string
  readonly expected: string
  readonly actual: string
}

/** So many of the cases also go through `decide(id, …)`, which only looks the guard up. */
export const DISPATCHED = 8

/** The guard, and for the first cases `decide(id, …)` too, gives what the reference gives. */
export function compareDecisions(
  action: Action,
  manifest: DecisionManifest,
  guards: ModuleExports,
  cases: readonly DecisionCase[],
  read: ReadValue = createValueReader(action.input),
): readonly Mismatch[] {
  const guard = functionAt(guards['guards'], action.id)
  const dispatch = functionAt(guards, 'decide')
  return cases.flatMap(({ input, claims, context }, index) => {
    const { normalised } = read(input)
    const expected = decide(action, manifest, normalised, claims, context)
    const given = { input: normalised, claims, context }
    const found = difference(action.id, 'guard', given, expected, () => guard(normalised, claims, context))
    if (index >= DISPATCHED) return found
    const dispatched = (): unknown => dispatch(action.id, normalised, claims, context)
    return [...found, ...difference(action.id, 'dispatch', given, expected, dispatched)]
  })
}

/** An input whose members throw when they are read denies like any other that is none; no JSON is one, so no case is. */
export function compareUnreadable(
  action: Action,
  manifest: DecisionManifest,
  guards: ModuleExports,
  { claims, context }: DecisionCase,
): readonly Mismatch[] {
  const guard = functionAt(guards['guards'], action.id)
  const unreadable = new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse })
  const expected = decide(action, manifest, unreadable, claims, context)
  return difference(action.id, 'guard', 'an input that cannot be read', expected, () =>
    guard(unreadable, claims, context),
  )
}

function refuse(): never {
  throw new Error('not to be read')
}

/** `side` names the pair of functions: `input` and `normalizeInput`, or `output` and `normalizeOutput`. */
export function compareValidation(
  id: string,
  side: 'input' | 'output',
  type: RecordType,
  validators: ModuleExports,
  values: readonly unknown[],
  read: ReadValue = createValueReader(type),
): readonly Mismatch[] {
  const members = ownValue(validators['validators'], id)
  const accepts = functionAt(members, side)
  const normalise = functionAt(members, side === 'input' ? 'normalizeInput' : 'normalizeOutput')
  return values.flatMap((value) => {
    const { normalised, isValid } = read(value)
    return [
      ...difference(id, 'normaliser', value, normalised, () => normalise(value), normalised === value),
      ...difference(id, 'validator', normalised, isValid, () => accepts(normalised)),
    ]
  })
}

/** `mustBeExpected`: the very object, not one like it. */
function difference(
  action: string,
  part: ComparedPart,
  given: unknown,
  expected: unknown,
  run: () => unknown,
  mustBeExpected: boolean = false,
): readonly Mismatch[] {
  let actual: unknown
  try {
    actual = run()
  } catch (error) {
    return [
      {
        action,
        part,
        given: showValue(given),
        expected: showValue(expected),
        actual: `throws ${showValue(messageOf(error))}`,
      },
    ]
  }
  if (mustBeExpected ? Object.is(actual, expected) : isSameValue(actual, expected)) return NONE
  return [{ action, part, given: showValue(given), expected: showValue(expected), actual: showValue(actual) }]
}

const NONE: readonly Mismatch[] = []

function messageOf(error: unknown): unknown {
  return error instanceof Error ? error.message : error
}

type Callable = (...values: readonly unknown[]) => unknown

function functionAt(container: unknown, name: string): Callable {
  const found = ownValue(container, name)
  if (isCallable(found)) return found
  return () => {
    throw new Error(`there is no function ${name}`)
  }
}

function isCallable(value: unknown): value is Callable {
  return typeof value === 'function'
}

function ownValue(container: unknown, name: string): unknown {
  if (typeof container !== 'object' || container === null) return undefined
  return Object.getOwnPropertyDescriptor(container, name)?.value
}
