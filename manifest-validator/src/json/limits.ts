/** The bounds that every manifest stays within, whether it comes as bytes or as a value. */

export const MAX_BYTES: number = 8 * 1024 * 1024
/** Lists and objects around a value, the value itself included when it is one. */
export const MAX_DEPTH = 64
export const MAX_ACTIONS = 10_000
/** Values of any kind, for input that does not come as bytes. */
export const MAX_VALUES = 1_000_000
