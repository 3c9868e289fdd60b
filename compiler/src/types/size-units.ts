/** Units of sizes: a quantity in one of them is a whole number of bytes, and nothing else than a number. */

export const SIZE_UNITS: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
])
