/** The order of the classifications, the same for actions, clearances and manifests. */
import type { Classification } from 'clawql-manifest-validator'

export const CLASSIFICATIONS: readonly Classification[] = ['standard', 'sensitive', 'restricted', 'high']

const ASCENDING: readonly unknown[] = CLASSIFICATIONS

/** 0 for `standard` to 3 for `high`; −1 for anything that is none of the four. */
export function classificationRank(value: unknown): number {
  return ASCENDING.indexOf(value)
}
