/**
 * Reads the list of cases that an implementation is known to fail: one id a line, then `#` and the reason. Owns the form of that file; whether a
 * listed case did fail is the runner's to say.
 */

/** Ids in the order written. Throws on a line without a reason, an id given twice, or an id that no case has. */
export function parseExpectedFailures(text: string, knownIds: ReadonlySet<string>): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue
    const [, id = '', reason = ''] = /^\s*(\S+)\s*(?:#\s*(.*))?$/.exec(line) ?? []
    const where = `line ${index + 1}`
    if (reason.trim() === '') throw new Error(`${where}: expected "case-id # reason", got ${JSON.stringify(line)}`)
    if (!knownIds.has(id)) throw new Error(`${where}: no case has the id ${id}`)
    if (ids.has(id)) throw new Error(`${where}: ${id} is listed twice`)
    ids.add(id)
  }
  return ids
}
