/** One JSON value a line over a local socket, both ways: what the log's server and its clients share. A line that is too long ends the connection. */
import type { Socket } from 'node:net'

/** An entry's payload may go to the blob store, so lines are long; this is where it ends. */
export const MAX_LINE_CHARACTERS: number = 16 << 20

/** `take` is called for every line that is a JSON object; anything else ends the connection. */
export function readLines(socket: Socket, take: (message: ReadonlyMap<string, unknown>) => void): void {
  let pending: string[] = []
  let length = 0
  socket.setEncoding('utf8')
  socket.on('error', () => socket.destroy())
  socket.on('data', (text: string) => {
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = pending.join('') + text.slice(from, end)
      pending = []
      length = 0
      from = end + 1
      const message = parse(line)
      if (message === undefined) {
        socket.destroy()
        return
      }
      take(message)
    }
    pending.push(text.slice(from))
    length += text.length - from
    if (length > MAX_LINE_CHARACTERS) socket.destroy()
  })
}

export function writeLine(socket: Socket, message: object): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`)
}

function parse(line: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? new Map(Object.entries(value))
      : undefined
  } catch {
    return undefined
  }
}
