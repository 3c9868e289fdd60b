/**
 * Everything of this package that is derived from its shape and catalogue: TypeScript types, JSON Schema, and the reference pages. Returns texts;
 * the root script writes or compares them.
 */
import { renderIssuePages } from './generate-issue-pages.ts'
import { renderReference } from './generate-reference.ts'
import { renderSchema } from './generate-schema.ts'
import { renderTypes } from './generate-types.ts'

/** Path from the repository's root → text. */
export function generate(): Map<string, string> {
  return new Map([
    ['manifest-validator/src/manifest.generated.ts', renderTypes()],
    ['manifest-validator/schema/manifest-1.1.schema.json', renderSchema()],
    ['docs/reference/manifest.md', renderReference()],
    ...renderIssuePages(),
  ])
}
