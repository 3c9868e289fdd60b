/**
 * Codes CQ5xxx: presets, manifests, their keys and provenance. One entry per code, each with a page under docs/reference/diagnostics; a code is
 * never reused.
 */
import { type CatalogueEntry, define } from '../diagnostic.ts'

export const outOfRange: CatalogueEntry<{ field: string; allowed: string; written: string }> = define('CQ5001', {
  slug: 'out-of-range',
  severity: 'error',
  message: ({ field, allowed, written }) => `\`${field}\` is ${allowed}, not ${written}`,
})

export const presetCycle: CatalogueEntry<{ path: readonly string[] }> = define('CQ5002', {
  slug: 'preset-cycle',
  severity: 'error',
  message: ({ path }) => `a preset cannot extend itself: ${path.map((name) => `\`${name}\``).join(' → ')}`,
})

export const requiredByPreset: CatalogueEntry<{ preset: string; fields: readonly string[] }> = define('CQ5003', {
  slug: 'required-by-preset',
  severity: 'error',
  message: ({ preset, fields }) =>
    `preset \`${preset}\` asks for ${fields.map((field) => `\`${field}\``).join(', ')} in \`coordination\``,
})

export const fieldsDisagree: CatalogueEntry<{ rule: string; values: string }> = define('CQ5004', {
  slug: 'fields-disagree',
  severity: 'error',
  message: ({ rule, values }) => `${rule}, but here ${values}`,
})

export const incompleteCoordination: CatalogueEntry<{ preset: string; fields: readonly string[] }> = define('CQ5005', {
  slug: 'incomplete-coordination',
  severity: 'error',
  message: ({ preset, fields }) =>
    `preset \`${preset}\` and \`coordination\` together leave out ${fields.map((field) => `\`${field}\``).join(', ')}`,
})

export const badFilePath: CatalogueEntry<{ path: string }> = define('CQ5006', {
  slug: 'bad-file-path',
  severity: 'error',
  message: ({ path }) => `\`${path}\` is no plain path below the project's root`,
})

export const missingFile: CatalogueEntry<{ path: string }> = define('CQ5007', {
  slug: 'missing-file',
  severity: 'error',
  message: ({ path }) => `there is no file \`${path}\` below the project's root`,
})

export const badFileContent: CatalogueEntry<{ path: string; problem: string }> = define('CQ5008', {
  slug: 'bad-file-content',
  severity: 'error',
  message: ({ path, problem }) => `\`${path}\`: ${problem}`,
})

export const badPublicKey: CatalogueEntry<{ expected: string }> = define('CQ5009', {
  slug: 'bad-public-key',
  severity: 'error',
  message: ({ expected }) => `a public key here is ${expected}`,
})

export const approverRole: CatalogueEntry<{ role: string; problem: 'unknown' | 'agent' }> = define('CQ5010', {
  slug: 'approver-role',
  severity: 'error',
  message: ({ role, problem }) =>
    problem === 'unknown'
      ? `there is no role \`${role}\` in this project`
      : `\`${role}\` is a role of agents; only people approve`,
})

export const breakoutSigners: CatalogueEntry<{ written: number; total: number }> = define('CQ5011', {
  slug: 'breakout-signers',
  severity: 'error',
  message: ({ written, total }) => `\`total_signers\` is ${total}, but there are ${written} breakout signers`,
})

export const classificationBelowAction: CatalogueEntry<{ level: string; action: string; classification: string }> =
  define('CQ5012', {
    slug: 'classification-below-action',
    severity: 'error',
    message: ({ level, action, classification }) => `\`${action}\` is ${classification}, the manifest only ${level}`,
  })

export const purposeDoesNotPermit: CatalogueEntry<{ purpose: string; action: string; missing: readonly string[] }> =
  define('CQ5013', {
    slug: 'purpose-does-not-permit',
    severity: 'error',
    message: ({ purpose, action, missing }) =>
      `purpose \`${purpose}\` does not permit \`${action}\`: it leaves out ${missing.map((name) => `\`${name}\``).join(', ')}`,
  })

export const missingProvenance: CatalogueEntry<{ fields: readonly string[]; file: string }> = define('CQ5014', {
  slug: 'missing-provenance',
  severity: 'error',
  message: ({ fields, file }) =>
    `${fields.map((field) => `\`${field}\``).join(', ')} ${fields.length === 1 ? 'is' : 'are'} neither in the manifest's \`provenance\` block nor in \`${file}\``,
})

export const tooFewApprovers: CatalogueEntry<{ action: string; needed: string; available: string }> = define('CQ5015', {
  slug: 'too-few-approvers',
  severity: 'error',
  message: ({ action, needed, available }) =>
    `\`${action}\` needs ${needed} to approve it, \`approvers\` has ${available}`,
})

export const noApprovers: CatalogueEntry<{ action: string }> = define('CQ5016', {
  slug: 'no-approvers',
  severity: 'warning',
  message: ({ action }) =>
    `\`${action}\` needs approval, but the manifest trusts no approvers; the runtime will refuse to load it`,
})

export const badVersionRange: CatalogueEntry<{ written: string }> = define('CQ5017', {
  slug: 'bad-version-range',
  severity: 'error',
  message: ({ written }) => `\`${written}\` is no range of versions that admits the policy schema 1.1.0`,
})

export const repeatedKeyHolder: CatalogueEntry<{ what: string; name: string }> = define('CQ5018', {
  slug: 'repeated-key-holder',
  severity: 'error',
  message: ({ what, name }) => `the ${what} \`${name}\` is listed twice`,
})

export const duplicateInvariant: CatalogueEntry<{ name: string; manifest: string }> = define('CQ5019', {
  slug: 'duplicate-invariant',
  severity: 'error',
  message: ({ name, manifest }) => `two invariants called \`${name}\` range over manifest \`${manifest}\``,
})

export const sharedKey: CatalogueEntry<{ name: string; other: string }> = define('CQ5021', {
  slug: 'shared-key',
  severity: 'error',
  message: ({ name, other }) => `\`${name}\` and \`${other}\` have the same public key`,
})

export const computedField: CatalogueEntry<{ field: string }> = define('CQ5020', {
  slug: 'computed-field',
  severity: 'error',
  message: ({ field }) => `\`${field}\` is computed by the build`,
})

export const redactsNothing: CatalogueEntry<{ name: string }> = define('CQ5022', {
  slug: 'redacts-nothing',
  severity: 'error',
  message: ({ name }) => `no listed action has a field \`${name}\``,
})
