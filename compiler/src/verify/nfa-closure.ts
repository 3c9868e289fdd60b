/** The states of a pattern's automaton that are reached without reading anything; shared by what walks patterns here. */
import type { Nfa } from '../types/pattern/nfa.ts'

export function closure(nfa: Nfa, from: readonly number[]): Set<number> {
  const reached = new Set<number>()
  const pending = [...from]
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    if (reached.has(index)) continue
    reached.add(index)
    const state = nfa.states[index]
    if (state === undefined || state.set !== undefined || index === nfa.accept) continue
    pending.push(state.next)
    if (state.other !== -1) pending.push(state.other)
  }
  return reached
}
