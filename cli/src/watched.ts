/** Loads the watching of files when it is asked for: most runs never do, and start sooner without it. */
import type { ExitStatus } from './exit-status.ts'

export async function watched(
  directory: string,
  written: readonly (string | undefined)[],
  run: () => ExitStatus | Promise<ExitStatus>,
): Promise<ExitStatus> {
  const { watchProject } = await import('./watch.ts')
  return watchProject(directory, written, run)
}
