/**
 * Freezes this package's own tables when they are made: they are handed out, and what manifests are judged by must not be changed by whoever got them.
 * Not for anything from outside, which may be deep or cyclic.
 */

/** The same value, frozen through and through. */
export function frozen<Table>(table: Table): Table {
  if (typeof table === 'object' && table !== null) {
    for (const each of Object.values(table)) frozen(each)
    Object.freeze(table)
  }
  return table
}
