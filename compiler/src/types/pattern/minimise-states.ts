/**
 * Hopcroft's algorithm: joins the states of a deterministic automaton that no string tells apart. Works on bare tables; what the columns mean is the
 * caller's.
 */

/** Complete: every row has a target for every column. `dead`, where known, is the state from which nothing is accepted. */
export interface Table {
  readonly start: number
  readonly accept: readonly boolean[]
  readonly transitions: readonly (readonly number[])[]
  readonly dead?: number
}

/** State 0 must be the dead one. The result names blocks of states; `dead` is the block of state 0. */
export function minimiseStates(table: Table): Table {
  const blockOf = partition(table)
  const count = Math.max(...blockOf) + 1
  const representative = new Array<number>(count).fill(-1)
  for (let state = blockOf.length - 1; state >= 0; state--) representative[blockOf[state]!] = state
  return {
    start: blockOf[table.start]!,
    dead: blockOf[0]!,
    accept: representative.map((state) => table.accept[state]!),
    transitions: representative.map((state) => table.transitions[state]!.map((target) => blockOf[target]!)),
  }
}

function partition(table: Table): number[] {
  const stateCount = table.accept.length
  const sources = incoming(table)
  const blocks: number[][] = [[], []]
  for (let state = 0; state < stateCount; state++) blocks[table.accept[state] === true ? 1 : 0]!.push(state)
  if (blocks[1]!.length === 0) blocks.pop()
  const blockOf = new Array<number>(stateCount).fill(0)
  for (const state of blocks[1] ?? []) blockOf[state] = 1
  const pending = blocks.map((_, index) => index)
  const isPending = blocks.map(() => true)

  for (let splitter = pending.pop(); splitter !== undefined; splitter = pending.pop()) {
    isPending[splitter] = false
    const members = [...blocks[splitter]!]
    for (const column of sources) {
      const touched = new Map<number, number[]>()
      for (const member of members) {
        for (const state of column[member]!) {
          const list = touched.get(blockOf[state]!)
          if (list === undefined) touched.set(blockOf[state]!, [state])
          else list.push(state)
        }
      }
      for (const [block, inside] of touched) {
        if (inside.length === blocks[block]!.length) continue
        const chosen = new Set(inside)
        const outside = blocks[block]!.filter((state) => !chosen.has(state))
        const [kept, split] = inside.length < outside.length ? [outside, inside] : [inside, outside]
        blocks[block] = kept
        const fresh = blocks.push(split) - 1
        for (const state of split) blockOf[state] = fresh
        // A pending block is split in two pending ones; otherwise the smaller half suffices.
        isPending.push(true)
        pending.push(fresh)
      }
    }
  }
  return blockOf
}

// Per column, the states that lead to each state.
function incoming(table: Table): number[][][] {
  const columns = table.transitions[0]!.length
  const stateCount = table.accept.length
  return Array.from({ length: columns }, (_, column) => {
    const lists: number[][] = Array.from({ length: stateCount }, () => [])
    for (let state = 0; state < stateCount; state++) lists[table.transitions[state]![column]!]!.push(state)
    return lists
  })
}
