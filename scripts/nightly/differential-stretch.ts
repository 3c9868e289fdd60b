/** One stretch of the night's differential test, in a process of its own: `differential-stretch.ts SEED`, its result sent to the parent. */
import { runCampaign } from '../../compiler/test/differential/campaign.ts'
import type { Finding } from '../../compiler/test/differential/reduce.ts'

const PAIRS = 20_000

/** What crosses the process boundary. */
export interface Stretch {
  readonly programs: number
  readonly pairs: number
  readonly coverage: readonly (readonly [string, number])[]
  readonly findings: readonly Finding[]
}

const { programs, pairs, coverage, findings } = await runCampaign({ seed: Number(process.argv[2]), pairs: PAIRS })
const stretch: Stretch = { programs, pairs, coverage: [...coverage], findings }
process.send?.(stretch, () => process.disconnect())
