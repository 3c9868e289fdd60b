/** The reference of the manifest: prose that explains, tables that are read off the shape. */
import { COORDINATION_DEFAULTS } from '../src/preset/expand-coordination.ts'
import { PRESETS } from '../src/presets.generated.ts'
import { COORDINATION } from '../src/shape/coordination-shape.ts'
import { intervalOf } from '../src/shape/describe-range.ts'
import { FORMATS } from '../src/shape/formats.ts'
import { MANIFEST, POLICY_SCHEMA_VERSION } from '../src/shape/manifest-shape.ts'
import { FEATURES } from '../src/shape/policy-shape.ts'
import type { BlockShape, Field, Shape } from '../src/shape/shape.ts'
import { exampleManifest } from './example-manifest.ts'
import { renderFieldRules } from './render-field-rules.ts'
import { collectBlocks } from './shape-blocks.ts'

export function renderReference(): string {
  return `# The manifest, version 1.1

The manifest is the unit of trust: identity, provenance, permissions, policy and every governed action of one agent under a single Merkle root. This page and
\`manifest-validator/schema/manifest-1.1.schema.json\` are generated from the same description of the shape that the validator walks.

## Reading

A manifest is JSON in UTF-8 without a byte order mark: at most 8 MiB, 64 levels deep, 10,000 actions, a million values (every text, number, list and so on is one, the
manifest itself too; keys are none). Of a manifest that comes as a value, all texts and keys together have at most 8 Mi UTF-16 code units. A repeated key, a lone surrogate, a number beyond a double
and anything that is not RFC 8259 are refused. Unknown fields are refused; \`x-…\` extensions are allowed in every block and in the objects within it, where its leaf binds them, and refused at
the top level, where nothing would; those of \`coordination\` and of the blocks in it stay in the resolved policy. Nothing is converted, defaulted silently or clamped: the validator rejects, it never adjusts.

Every refusal has a code of the [catalogue](manifest-issues/README.md), a JSON Pointer, what was found and what is allowed.

## Fields

*Presence*: **required**; **optional**; **preset**: supplied by the named preset, written out under \`custom\`; **constant**: the value of the
documents where absent; **1.1**: required in a version 1.1 manifest. Text is never empty.

${collectBlocks(MANIFEST).map(renderBlock).join('\n')}
${renderFieldRules()}
## Presets

A named preset is expanded, the manifest's own values replace it field by field, then everything is checked. \`custom\` needs every field marked *preset*.
No preset carries \`s_bar\`. The constants below are written into the resolved policy before its leaf is taken.
What is missing is asked of the result: under \`custom\`, a missing \`circuit_breaker\` or \`breakout_authorization\` is reported at the block, a missing \`memory\`, which its
constant makes exist, at each field that it lacks; so is a missing \`coordination\` under any preset.

${renderPresets()}
## Rules between fields

- \`d_crit ± d_crit_hysteresis\` stays inside [0, 1].
- \`signal_absence_threshold < full_absence_threshold\`; \`required_signers ≤ total_signers\`; \`fidelity_low_threshold < fidelity_high_threshold\`;
  retention days ascend; \`w_min ≤ w_initial ≤ w_max\`; \`w_min ≤ w_floor_ceiling ≤ w_max\`.
- \`compatible_policy_version\` holds the policy schema version ${POLICY_SCHEMA_VERSION}; [its grammar](#version-ranges) is below, and other text is \`BAD_FORMAT\`.
- \`required_features\` lists exactly the [features used](#features), ascending; absent, it is the empty list.
- \`requires_approval\` needs \`approval_quorum\` ≥ 1, equal to the sum of the groups where groups are given; a waiver never asks for more than the quorum.
  Two-phase commit and a side effect that requires confirmation need approval. Where \`requires_approval\` is false, \`approver_groups\`,
  \`approval_ttl_seconds\` and \`approval_waivers\` are refused, an empty list of waivers too; an \`approval_quorum\` has no effect and is a warning.
- An action's classification is at most \`permissions.classification_level\`.
- Where \`policy.roles\` is given, it declares every role in \`authorized_roles\`, in \`approver_groups\` and in the groups of waivers; those of the groups are human. Not
  looked at: \`policy.trust.approvers[].roles\`, and the role \`operator\` that stands for absent groups.
- Where \`breakout_signers\` are given, there are \`total_signers\` of them. No two approvers, and no two signers, share a key. Base64 is padded and its
  unused bits are zero, so that a key has one text. Ed25519 keys are 32 bytes, canonical, on the curve, not of low order. The key of an ES256 or RS256
  issuer is one DER sequence: tag 0x30, a length in one byte or in 0x81 or 0x82 and the bytes they announce, exactly that much behind it, 16 bytes or more
  in all. What the sequence holds (curve, modulus, exponent) is judged where tokens are verified.
- Action ids are unique. A version 1.0 manifest has no actions.

## Features

A feature is used exactly where this table says so, in a version 1.0 manifest as in 1.1. An empty \`rules\`, \`scopes\` or \`approval_waivers\` uses nothing.

| feature | used when |
|---|---|
${FEATURES.map((feature) => `| \`${feature}\` | ${useOf(feature)} |`).join('\n')}

A schema position is an action's \`input_schema\`, \`output_schema\` or \`context_schema\`, and every schema that stands in one under the keywords of the first three rows of
[this table](#schemas-of-an-action). A keyword elsewhere uses nothing: in \`enum\`, \`const\`, \`default\`, \`examples\`, in an unknown keyword, or as the name of a property.

## Version ranges

\`\`\`text
range       = alternative *( "||" alternative )        ; at most 256 characters
alternative = *SP ( hyphen / simple *( 1*SP simple ) ) *SP
hyphen      = partial 1*SP "-" 1*SP partial            ; ">=" the first, "<=" the second
simple      = [ operator *SP ] partial
operator    = "^" / "~" / "<=" / ">=" / "<" / ">" / "="
partial     = part [ "." part [ "." part [ "-" labels ] [ "+" build ] ] ]
part        = number / "x" / "X" / "*"
number      = "0" / %x31-39 *DIGIT                     ; at most 2^53 - 1
labels      = label *( "." label )                     ; pre-release identifiers of SemVer 2.0.0
label       = number-text / *DIGIT ( ALPHA / "-" ) *( DIGIT / ALPHA / "-" )
number-text = "0" / %x31-39 *DIGIT
build       = 1*( DIGIT / ALPHA / "-" ) *( "." 1*( DIGIT / ALPHA / "-" ) )
\`\`\`

After a wildcard only wildcards follow; labels need three numbers; \`<\` and \`>\` need one. This is npm's grammar without \`v1\`, \`~>\` and empty alternatives. Spaces mean "and", \`||\`
means "or", \`build\` means nothing. With the given numbers *a*, *a.b* or *a.b.c* (missing ones 0 in a lower bound):

| written | holds |
|---|---|
| only wildcards | every release, under any operator that may stand there |
| \`a.b.c\`, \`=a.b.c\` | that version |
| \`a\`, \`a.b\`, with \`=\` or \`~\` or none | from it, below the next *a* or *a.b* |
| \`~a.b.c\` | from it, below the next *a.b* |
| \`^\` | from it, below the next number in the place of the first given one that is not 0; all 0: of the last given one |
| \`>a\`, \`>a.b\` | from the next *a* or *a.b* |
| \`<=a\`, \`<=a.b\` | below the next *a* or *a.b* |
| the rest | as the operator says, in the order of SemVer: \`>1.1.0-rc.1\` holds 1.1.0, \`<=1.1.0-rc.1\` does not |

## Root

\`\`\`text
leaf(P, x)   SHA-256( utf8(P) || JCS(x) )
entries      leaf("CLAWQL_HEADER_V1",      { manifest_version, action_count })
             leaf("CLAWQL_IDENTITY_V1",    identity)
             leaf("CLAWQL_POLICY_V1",      policy, its preset resolved)
             leaf("CLAWQL_PROVENANCE_V1",  provenance)
             leaf("CLAWQL_PERMISSIONS_V1", permissions)
             leaf("CLAWQL_ACTION_V1",      action) for each action, ascending
merkle_root  hexadecimal RFC 6962 tree hash over the entries
\`\`\`

JCS is RFC 8785. The header stops a downgrade to 1.0 and a dropped action; the resolved policy stops a validator with another preset table; the domain prefixes
stop a block of one kind from passing as another. Order of keys, order of actions, white space and the spelling of a number do not change the root; the Unicode form
of a string does.

## Trust

\`verifyTrust\` asks what the root cannot say: who published it. The loader gives a pinned root, or release keys and a threshold. Release signatures are in a DSSE
envelope, payload type \`application/vnd.clawql.manifest-root+json\`, payload the JCS of \`{ agent_id, manifest_version, merkle_root }\`, Ed25519. The larger of the
loader's threshold and \`required_signatures\` distinct keys must have signed. The base model's signature is over
\`"CLAWQL_BASE_MODEL_V1" || 0x00 || base_model_weight_hash\` under \`policy.trust.base_model_key_ref\`.

\`verifyBreakout\` asks the same of a breakout: a DSSE envelope, payload type \`application/vnd.clawql.breakout+json\`, payload a canonical JSON object with
\`manifest_root\`, signed by \`required_signers\` of \`policy.trust.breakout_signers\`.

## Version 1.0

A version 1.0 manifest is accepted without actions, and without \`circuit_breaker_approval_quorum\` under \`custom\`. No action of it executes: the split of its tools
into safe and high-impact is reported as a warning and enforced by nobody.

## Example

\`\`\`json
${JSON.stringify(exampleManifest(), null, 2)}
\`\`\`
`
}

/** What uses each feature, in the words of the page. */
const USES: Readonly<Record<string, string>> = {
  'context.1': 'an action has `context_schema`',
  'decimals.1': '`x-claw-decimals` stands in a schema position',
  'groups.1': 'a `governance` has `approver_groups`; the groups of a waiver belong to `waivers.1`',
  'json.1': '`x-claw-json` stands in a schema position',
  'measure.1': 'a `max_impact` has `measure`',
  'purposes.1': '`policy.purposes` is given, empty or not',
  'rate.1': 'a `governance` has `rate`',
  'rules.1': 'a `rules` has at least one item',
  'scopes.1': 'a `scopes` has at least one item',
  'ttl.1': 'a `governance` has `approval_ttl_seconds`',
  'waivers.1': 'an `approval_waivers` has at least one item',
  'where.1': '`x-claw-where` stands in a schema position',
}

function useOf(feature: string): string {
  const use = USES[feature]
  if (use === undefined) throw new Error(`the page does not say what uses ${feature}`)
  return use
}

function renderBlock(block: BlockShape): string {
  const rows = block.fields.map(
    (field) =>
      `| \`${field.name}\` | ${typeOf(field.shape)} | ${presenceOf(field)} | ${field.description.replaceAll('|', '\\|')} |`,
  )
  return `### ${block.typeName}

${block.description}

| field | type and range | presence | |
|---|---|---|---|
${rows.join('\n')}
`
}

function presenceOf({ presence }: Field): string {
  return {
    required: 'required',
    optional: 'optional',
    preset: 'preset',
    'preset-1.1': 'preset, 1.1',
    default: 'constant',
    '1.1': '1.1',
  }[presence]
}

function typeOf(shape: Shape): string {
  switch (shape.kind) {
    case 'text':
      return shape.format === undefined ? 'text' : FORMATS[shape.format].description.replaceAll('|', '\\|')
    case 'choice':
      return shape.values.map((value) => `\`${value}\``).join(', ')
    case 'number':
      return intervalOf(shape.range)
    case 'boolean':
      return 'boolean'
    case 'list':
      return `list of ${typeOf(shape.item)}${shape.minItems === undefined ? '' : `, at least ${shape.minItems}`}${uniqueness(shape.unique)}`
    case 'block':
      return `[${shape.typeName}](#${shape.typeName.toLowerCase()})`
    case 'map':
      return `object: ${FORMATS[shape.key].description} → ${typeOf(shape.value)}`
    case 'json-schema':
      return 'JSON Schema 2020-12'
  }
}

function uniqueness(unique: true | readonly string[] | undefined): string {
  if (unique === undefined) return ''
  return unique === true ? ', distinct' : `, distinct by ${unique.join(' and ')}`
}

function renderPresets(): string {
  const names = Object.keys(PRESETS)
  const rows = parameters(COORDINATION, []).map(([path, field]) => {
    const cells = names.map((name) => valueAt(PRESETS[name], path))
    const constant = field.presence === 'default' ? valueAt(COORDINATION_DEFAULTS, path) : ''
    return `| \`${path.join('.')}\` | ${cells.join(' | ')} | ${constant} |`
  })
  return `| parameter | ${names.join(' | ')} | constant |\n|${'---|'.repeat(names.length + 2)}\n${rows.join('\n')}\n`
}

function parameters(block: BlockShape, path: readonly string[]): readonly (readonly [readonly string[], Field])[] {
  return block.fields.flatMap((field) => {
    const at = [...path, field.name]
    return field.shape.kind === 'block' ? parameters(field.shape, at) : [[at, field] as const]
  })
}

function valueAt(table: unknown, path: readonly string[]): string {
  let value = table
  for (const name of path) value = (value as Readonly<Record<string, unknown>> | undefined)?.[name]
  return value === undefined ? '' : String(value)
}
