/** One line on a terminal that says what is being done, gone when it is done; nothing where there is no terminal. */

export interface Progress {
  /** Replaces what was shown. */
  show(what: string): void
  clear(): void
}

interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

export function createProgress(terminal: Terminal = process.stderr): Progress {
  if (terminal.isTTY !== true || process.env['TERM'] === 'dumb') return { show: () => {}, clear: () => {} }
  const erase = '\r\u001b[K'
  return {
    show: (what) => void terminal.write(`${erase}${what.slice(0, Math.max(0, (terminal.columns ?? 80) - 2))}…`),
    clear: () => void terminal.write(erase),
  }
}
