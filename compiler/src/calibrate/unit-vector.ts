/** Makes a vector one of length 1, whatever its own length, or says why it has no direction. */

/** Writes into `into`, of the same length. Returns what is wrong, in words. */
export function unitVector(vector: ArrayLike<number>, into: Float64Array): string | undefined {
  let largest = 0
  for (let n = 0; n < vector.length; n += 1) {
    const size = Math.abs(vector[n]!)
    if (!(size < Number.POSITIVE_INFINITY)) return `number ${n + 1} of the vector is not finite`
    if (size > largest) largest = size
  }
  if (largest === 0) return 'the vector is zero: it has no direction'
  // Divided by its largest number first: squares of very large or very small numbers leave the range of a double.
  let norm = 0
  for (let n = 0; n < vector.length; n += 1) {
    const scaled = vector[n]! / largest
    into[n] = scaled
    norm += scaled * scaled
  }
  const length = Math.sqrt(norm)
  for (let n = 0; n < into.length; n += 1) into[n]! /= length
  return undefined
}
