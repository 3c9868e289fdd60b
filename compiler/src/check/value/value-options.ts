/**
 * How strictly a written value is taken.
 */

export interface ValueOptions {
  /** Fields of the outermost record may be missing: overrides. */
  readonly partial?: boolean
  /** Ranges, lengths, patterns, decimals and union members are not checked, kinds, units and field names are: a test may pass a wrong value on purpose. */
  readonly lenient?: boolean
}
