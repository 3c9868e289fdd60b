/**
 * What is printed where: results on standard output, everything else on standard error; colour only on a terminal that wants it (`NO_COLOR`,
 * `FORCE_COLOR`). A reader that goes away (`clawqlc check | head -1`) ends the printing, not the program.
 */

export function wantsColour(stream: { readonly isTTY?: boolean }): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return true
  return stream.isTTY === true && TERM !== 'dumb'
}

export function out(text: string): void {
  process.stdout.write(text)
}

export function err(text: string): void {
  process.stderr.write(text)
}

export function outJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}

/** Once per process, before anything is printed. The exit status stays what the work gives. */
export function survivesClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}
