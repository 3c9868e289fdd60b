/**
 * Units that are a multiple of another, and the exact product of two numbers as written: `0.07 KUSD` is 70 USD, not a little more.
 */

export interface ScaledUnit {
  /** The number as written, without groups. */
  readonly factor: string
  readonly unit: string
}

/** The double nearest to the product of two decimals. */
export function multiplyDecimals(a: string, b: string): number {
  const [left, right] = [decimalOf(a), decimalOf(b)]
  return Number(`${String(left.digits * right.digits)}e${String(left.exponent + right.exponent)}`)
}

function decimalOf(text: string): { readonly digits: bigint; readonly exponent: number } {
  const [mantissa = '0', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length }
}
