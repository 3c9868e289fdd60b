/**
 * Two texts as a unified diff, the form that `patch` and reviewers read. Finds the shortest script of removed and added lines (Myers); past a bound on the
 * differences, all of the differing stretch is replaced.
 */

interface Line {
  readonly mark: ' ' | '-' | '+'
  readonly text: string
}

const CONTEXT = 3
const MAX_DIFFERENCES = 1000

/** The empty string where the texts are equal. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return ''
  const lines = diffLines(linesOf(before), linesOf(after))
  return `--- a/${path}\n+++ b/${path}\n${hunksOf(lines).map(printHunk).join('')}`
}

/** The last line without a line end says so, as `diff` does. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n')
  const last = lines.pop() ?? ''
  if (last !== '') lines.push(`${last}\n\\ No newline at end of file`)
  return lines
}

function diffLines(before: readonly string[], after: readonly string[]): readonly Line[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let end = 0
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end++
  const middle = diffMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end))
  const kept = (text: string): Line => ({ mark: ' ', text })
  return [...before.slice(0, start).map(kept), ...middle, ...before.slice(before.length - end).map(kept)]
}

/** Myers' greedy algorithm: `furthest[k]` is how far into `before` the diagonal k has come. */
function diffMiddle(before: readonly string[], after: readonly string[]): readonly Line[] {
  const trace: Map<number, number>[] = []
  let furthest = new Map<number, number>([[1, 0]])
  for (let differences = 0; differences <= MAX_DIFFERENCES; differences++) {
    trace.push(new Map(furthest))
    const next = new Map(furthest)
    for (let k = -differences; k <= differences; k += 2) {
      const down = k === -differences || (k !== differences && at(next, k - 1) < at(next, k + 1))
      let x = down ? at(next, k + 1) : at(next, k - 1) + 1
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x++
      next.set(k, x)
      if (x >= before.length && x - k >= after.length) return trackBack(trace, before, after)
    }
    furthest = next
  }
  return [...before.map((text): Line => ({ mark: '-', text })), ...after.map((text): Line => ({ mark: '+', text }))]
}

function at(furthest: ReadonlyMap<number, number>, k: number): number {
  return furthest.get(k) ?? -1
}

function trackBack(
  trace: readonly ReadonlyMap<number, number>[],
  before: readonly string[],
  after: readonly string[],
): readonly Line[] {
  const lines: Line[] = []
  let [x, y] = [before.length, after.length]
  for (let differences = trace.length - 1; differences >= 0; differences--) {
    const furthest = trace[differences]!
    const k = x - y
    const down = k === -differences || (k !== differences && at(furthest, k - 1) < at(furthest, k + 1))
    const previous = down ? k + 1 : k - 1
    const fromX = differences === 0 ? 0 : at(furthest, previous)
    const fromY = differences === 0 ? 0 : fromX - previous
    while (x > fromX && y > fromY) {
      lines.push({ mark: ' ', text: before[--x]! })
      y--
    }
    if (differences === 0) break
    if (down) lines.push({ mark: '+', text: after[--y]! })
    else lines.push({ mark: '-', text: before[--x]! })
  }
  return lines.reverse()
}

interface Hunk {
  /** Lines before the hunk, counted in both texts. */
  readonly before: number
  readonly after: number
  readonly lines: readonly Line[]
}

function hunksOf(lines: readonly Line[]): readonly Hunk[] {
  const near = lines.map(({ mark }) => mark !== ' ')
  const shown = lines.map((_, index) => near.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).includes(true))
  const hunks: Hunk[] = []
  let [before, after] = [0, 0]
  let open: { before: number; after: number; lines: Line[] } | undefined
  for (const [index, line] of lines.entries()) {
    if (shown[index]) {
      open ??= { before, after, lines: [] }
      open.lines.push(line)
    } else if (open) {
      hunks.push(open)
      open = undefined
    }
    if (line.mark !== '+') before++
    if (line.mark !== '-') after++
  }
  return open ? [...hunks, open] : hunks
}

function printHunk({ before, after, lines }: Hunk): string {
  const range = (start: number, mark: Line['mark']): string => {
    const count = lines.filter((line) => line.mark === ' ' || line.mark === mark).length
    return count === 1 ? `${start + 1}` : `${count === 0 ? start : start + 1},${count}`
  }
  const text = lines.map((line) => `${line.mark}${line.text}\n`).join('')
  return `@@ -${range(before, '-')} +${range(after, '+')} @@\n${text}`
}
