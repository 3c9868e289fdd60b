/** Looking for a character that is none takes half as long as matching all sixty-four. */
const NO_DIGIT = /[^0-9a-f]/

/** 64 lower-case hexadecimal digits: every digest in the manifest, in a statement and in the log has this one spelling. */
export function isDigest(value: unknown): value is string {
  return typeof value === 'string' && value.length === 64 && !NO_DIGIT.test(value)
}
