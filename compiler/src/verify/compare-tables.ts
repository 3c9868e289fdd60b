/**
 * The tables around generated guards: one guard for each action and no other, the contract's leaf beside each, and a denial for whatever is asked for that is
 * not there. INVARIANT L4, L6
 */
import { ownMember } from '../evaluate/own-member.ts'
import { isSameValue } from '../program/same-value.ts'
import type { Mismatch, ModuleExports } from './compare-translation.ts'
import { showValue } from './show-value.ts'

/** Ids that no manifest has, and that objects nevertheless answer to. */
const STRANGERS = ['', 'no.such_action', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'] as const
const UNKNOWN = { effect: 'deny', code: 'UNKNOWN_ACTION', message: 'the manifest has no such action' }

/** `leaves`: action id → hex ActionLeaf, in the order of the table. */
export function compareTables(
  guards: ModuleExports,
  leaves: ReadonlyMap<string, string>,
): { readonly pairs: number; readonly mismatches: readonly Mismatch[] } {
  const table = guards['guards']
  const ids = [...leaves.keys()]
  const held: [given: string, expected: unknown, actual: unknown][] = [
    ['the ids of guards', ids, Object.keys(typeof table === 'object' && table !== null ? table : {})],
    ['the leaves', Object.fromEntries(leaves), guards['actionLeaves']],
    ...STRANGERS.filter((id) => !leaves.has(id)).flatMap((id): [string, unknown, unknown][] => [
      [`decide(${showValue(id)}, …)`, UNKNOWN, decided(guards, id)],
      [
        `guards[${showValue(id)}]`,
        undefined,
        typeof table === 'object' && table !== null ? Reflect.get(table, id) : 'no table',
      ],
    ]),
  ]
  const mismatches = held
    .filter(([, expected, actual]) => !isSameValue(actual, expected))
    .map(([given, expected, actual]): Mismatch => {
      return { action: '', part: 'table', given, expected: showValue(expected), actual: showValue(actual) }
    })
  return { pairs: held.length, mismatches }
}

function decided(guards: ModuleExports, id: string): unknown {
  const decide = ownMember(guards, 'decide')
  try {
    return typeof decide === 'function'
      ? Reflect.apply(decide, undefined, [id, {}, {}, {}])
      : 'there is no function decide'
  } catch (error) {
    return `throws ${String(error)}`
  }
}
