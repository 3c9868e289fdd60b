/** The parts of the manifest's reference that say how one field is judged: which flaw has which code, and what the schemas of an action may hold. */
import { MAX_FORMATTED_LENGTH } from '../src/shape/formats.ts'
import { ALLOWED_VALUES, type KeywordKind, SCHEMA_KEYWORDS } from '../src/validate/check-json-schema.ts'

export function renderFieldRules(): string {
  return `## Codes of one field

| flaw | in the JSON Schema | code |
|---|---|---|
| another type; a number where a word of a list is wanted | \`type\`, \`enum\` | \`WRONG_TYPE\` |
| a field that is not there | \`required\` | \`MISSING_FIELD\` |
| a field that the block does not have; \`x-\` alone | \`additionalProperties\` | \`UNKNOWN_FIELD\` |
| \`x-…\` at the top level | \`additionalProperties\` | \`TOP_LEVEL_EXTENSION\` |
| \`""\` where text is wanted, with or without a form | \`minLength\` | \`EMPTY_TEXT\` |
| text without its form, or longer than ${MAX_FORMATTED_LENGTH} code points where it has one; a key of \`purposes\` or \`roles\` likewise | \`pattern\`, \`maxLength\`, \`propertyNames\` | \`BAD_FORMAT\` |
| text that is not in its list, \`""\` too | \`enum\` | \`NOT_IN_LIST\`; of \`manifest_version\` \`UNSUPPORTED_VERSION\`, of \`required_features\` \`FEATURE_UNKNOWN\` |
| a number with a fraction, or beyond ±(2^53 − 1), where an integer is wanted | \`type\`, \`maximum\` | \`NOT_AN_INTEGER\` |
| a number outside its range | \`minimum\`, \`maximum\`, \`exclusiveMinimum\`, \`exclusiveMaximum\` | \`OUT_OF_RANGE\` |
| fewer items than the least | \`minItems\` | \`TOO_FEW_ITEMS\` |
| two items that have to be distinct, or equal in the fields that a list is *distinct by* | \`uniqueItems\`, or nothing | \`DUPLICATE_ITEM\`, of actions \`DUPLICATE_ACTION_ID\` |

One value has one of these codes: type before emptiness before form, integer before range. Text without a form has no bound of its own.
The JSON Schema says what it can of one field. It does not say: *distinct by*, the grammar of \`compatible_policy_version\`, what the schemas of an action hold, the
rules between fields, the root, and whatever concerns the text (repeated keys, size, depth).

An extension \`x-…\` (at least one character after the hyphen, the x small) may stand in every object of the tables above but the top level, however deep; its value is any JSON. Keys
of \`purposes\` and \`roles\` are names: \`x-desk\` there is a purpose or a role like another.

## Schemas of an action

\`input_schema\`, \`output_schema\` and \`context_schema\` are objects, and JSON Schemas of 2020-12. Each keyword of this table is judged, in them and in every schema that stands in them
under the first three rows; a value that it cannot have is \`SCHEMA_KEYWORD_INVALID\` at the keyword, or at the place of the schema that is none.

| value | keywords |
|---|---|
${keywordRows()}

Nothing else is judged: not \`const\` and \`default\`, not what \`enum\` and \`examples\` list, no unknown keyword and nothing below one, and not whether a \`$ref\` leads somewhere. An empty
\`enum\` and an empty \`required\` are allowed; whole numbers end at 2^53 − 1. CEL is text here: validation compiles neither \`x-claw-where\` nor \`cel\` nor \`measure\`, and knows no code for a broken one. Whoever decides
fails closed: a rule that does not compile denies, a waiver that does not waives nothing.

A \`pattern\`, and a key of \`patternProperties\`, is an ECMAScript pattern under the \`u\` flag; one that does not compile is \`SCHEMA_PATTERN_INVALID\`. A validator without such
an engine refuses at least: brackets and parentheses that do not pair, a single \`{\`, \`}\` or \`]\`, a quantifier with nothing to repeat or behind another one, bounds or ranges out of order,
a \`\\\` at the end or before a letter or sign that needs none (\`\\a\`, \`\\_\`, \`\\-\` outside a class), a reference to a group that is not there, and every
\`(?\` that is none of \`(?:\`, \`(?=\`, \`(?!\`, \`(?<=\`, \`(?<!\`, \`(?<name>\`. What \`\\p{…}\` may name, and syntax that ECMAScript got in 2025 or later, may differ.

| keyword of our own | value | means | feature |
|---|---|---|---|
| \`x-claw-order\` | distinct names | the properties of an object in the order in which they are shown; nothing is checked by it | |
| \`x-claw-unit\` | text | the unit of a number, \`USD\`; nothing is checked by it | |
| \`x-claw-decimals\` | whole number ≥ 0 | most digits after the point, in the shortest ECMAScript decimal of the number | \`decimals.1\` |
| \`x-claw-json\` | whole number ≥ 0 | not null, at most so many bytes of canonical JSON, lists and objects at most 32 deep | \`json.1\` |
| \`x-claw-where\` | text | a condition in CEL over \`value\` | \`where.1\` |
| \`x-claw-sensitive\` | \`true\` | never stored or shown; not judged here, and whatever is not \`false\` counts as \`true\` | |
`
}

function keywordRows(): string {
  const kinds = Object.keys(SCHEMA_KEYWORDS) as KeywordKind[]
  return kinds
    .map(
      (kind) => `| ${ALLOWED_VALUES[kind]} | ${SCHEMA_KEYWORDS[kind].map((keyword) => `\`${keyword}\``).join(' ')} |`,
    )
    .join('\n')
}
