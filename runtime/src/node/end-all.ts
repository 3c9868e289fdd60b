/** Ends what was opened, the latest first, each once and whatever the others do; then throws the first failure. */
export async function endAll(ends: (() => unknown)[]): Promise<void> {
  const failures: unknown[] = []
  for (const end of ends.splice(0).reverse()) {
    try {
      await end()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}
