/**
 * How many digits a number has after the decimal point, by the shortest decimal that ECMAScript prints for it: the meaning of `decimals: n`.
 */

/** `0.1` → 1, `5` → 0, `1e-7` → 7, `1.25e-7` → 9, `1e21` → 0. The number must be finite. */
export function fractionDigits(value: number): number {
  if (Number.isInteger(value)) return 0
  const [mantissa = '', exponent = '0'] = String(value).split('e')
  const point = mantissa.indexOf('.')
  const written = point === -1 ? 0 : mantissa.length - point - 1
  return Math.max(0, written - Number(exponent))
}
