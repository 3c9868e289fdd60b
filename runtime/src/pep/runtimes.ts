/** The agent runtimes that may ask. All take one path (INVARIANT P9); which it was is logged. */
export const RUNTIMES = ['openclaw', 'hermes', 'goose', 'pi', 'custom'] as const
export type Runtime = (typeof RUNTIMES)[number]

export function isRuntime(name: string): boolean {
  return (RUNTIMES as readonly string[]).includes(name)
}
