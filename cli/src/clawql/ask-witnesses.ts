/** Takes a log's checkpoint to its witnesses: at once, then every so often, and a last time when the log has been closed. One question at a time. */
import { cosignCheckpoint, type WitnessAddress } from '@clawql/runtime/node'
import { err } from '../terminal.ts'

/** Returns what asks for the last time. A witness that refuses, or is out of reach, is told on standard error; the log goes on without it. */
export function askWitnesses(
  folder: string,
  logKey: string,
  witnesses: readonly WitnessAddress[],
  everyMs: number,
): () => Promise<void> {
  if (witnesses.length === 0) return () => Promise.resolve()
  let asked = Promise.resolve()
  let isWaiting = false
  const ask = (): Promise<void> => {
    if (isWaiting) return asked
    isWaiting = true
    asked = asked.then(async () => {
      isWaiting = false
      await cosignCheckpoint(folder, logKey, witnesses).catch((error: unknown) =>
        err(`clawql: ${error instanceof Error ? error.message : String(error)}\n`),
      )
    })
    return asked
  }
  void ask()
  const timer = setInterval(() => void ask(), everyMs)
  return () => {
    clearInterval(timer)
    return ask()
  }
}
