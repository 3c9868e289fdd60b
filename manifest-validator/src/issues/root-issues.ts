/** Codes of the Merkle root. */
import type { IssueEntry } from './issue-catalogue.ts'

export type RootIssueCode = 'MERKLE_ROOT_MISMATCH' | 'DUPLICATE_LEAF'

export const ROOT_ISSUES: Readonly<Record<RootIssueCode, IssueEntry>> = {
  MERKLE_ROOT_MISMATCH: {
    severity: 'error',
    title: 'merkle_root is not the root of this manifest',
    why: 'Some block or action is not the one that was published: added, dropped, edited, or written in another Unicode form. The root is computed over the resolved policy, so a validator with another preset table ends here too.',
    remedy: 'Obtain the published manifest; if you are publishing it, write the computed root.',
    example: { kind: 'change', changes: [{ pointer: '/merkle_root', value: '0'.repeat(64) }] },
  },
  DUPLICATE_LEAF: {
    severity: 'error',
    title: 'two actions have the same leaf',
    why: 'The same action twice: a proof of one would be a proof of the other.',
    remedy: 'Remove one of the two.',
    example: { kind: 'situation', text: 'an action listed twice, byte for byte' },
  },
}
