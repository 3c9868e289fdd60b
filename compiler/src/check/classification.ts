/**
 * The four classifications in ascending order, and how two of them compare.
 */
import type { Classification } from 'clawql-manifest-validator'

export const CLASSIFICATIONS: readonly Classification[] = ['standard', 'sensitive', 'restricted', 'high']

export function classificationRank(classification: Classification): number {
  return CLASSIFICATIONS.indexOf(classification)
}
