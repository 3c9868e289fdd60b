/** What an error says, whatever it was that was thrown: reading it must not throw again. */
export function reasonOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : String(error)
  } catch {
    return 'an error that cannot be read'
  }
}
