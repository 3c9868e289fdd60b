/** A line on the terminal that says how far a long read has come. Where there is no terminal there is no line. */

export interface Progress {
  /** `done` of `total` bytes; without a total only the bytes are said. */
  show(done: number, total: number | undefined): void
  /** Takes the line away. */
  clear(): void
}

const EVERY_MS = 100
const CELLS = 30

/** `now` in milliseconds. */
export function createProgress(stream: NodeJS.WriteStream, now: () => number = Date.now): Progress {
  if (stream.isTTY !== true || process.env['TERM'] === 'dumb') return { show: () => {}, clear: () => {} }
  let last = Number.NEGATIVE_INFINITY
  let isShown = false
  return {
    show: (done, total) => {
      if (now() - last < EVERY_MS) return
      last = now()
      isShown = true
      stream.write(`\r\u001b[2K${progressLine(done, total)}`)
    },
    clear: () => {
      if (isShown) stream.write('\r\u001b[2K')
    },
  }
}

/** `reading ███████░░░░░░░  52 %`. */
export function progressLine(done: number, total: number | undefined): string {
  if (total === undefined || total === 0) return `reading ${(done / 1e6).toFixed(1)} MB`
  const share = Math.min(done / total, 1)
  const full = Math.floor(share * CELLS)
  return `reading ${'█'.repeat(full)}${'░'.repeat(CELLS - full)} ${String(Math.floor(share * 100)).padStart(3)} %`
}
