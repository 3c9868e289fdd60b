/**
 * Versions as text: whether a string is a semantic version. Ranges are the manifest validator's to judge.
 */

const NUMBER = '(?:0|[1-9][0-9]*)'
const IDENTIFIER = '(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)'
const VERSION = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-${IDENTIFIER}(?:\\.${IDENTIFIER})*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
)

/** Semantic Versioning 2.0.0, without a leading `v`, at most 64 characters. */
export function isVersion(text: string): boolean {
  return text.length <= 64 && VERSION.test(text)
}
