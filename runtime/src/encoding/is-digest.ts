/** 64 lower-case hexadecimal digits: every digest in the manifest, in a statement and in the log has this one spelling. */
export function isDigest(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}
