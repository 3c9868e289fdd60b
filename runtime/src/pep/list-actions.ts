/** Actions by instance id, page by page: never more in memory than is asked for, however many wait. Reads alone. */
import type { LoadedContract } from '../contract/loaded-contract.ts'
import type { KeyValue } from '../store/key-value.ts'
import { pagesOf } from '../store/pages-of.ts'
import { ACTION_PREFIX, parseRecord } from './action-cell.ts'
import { type ActionView, viewOf } from './action-view.ts'

export interface ListOptions {
  readonly all?: boolean
  /** Only those whose instance id sorts after this one: the last of the page before. */
  readonly after?: string
  /** At most so many; default and maximum 1,000. */
  readonly limit?: number
}

export const MAX_LISTED = 1000

export async function listActions(
  store: KeyValue,
  { all = false, after, limit = MAX_LISTED }: ListOptions,
  contract: LoadedContract | undefined,
): Promise<readonly ActionView[]> {
  const most = Math.max(1, Math.min(MAX_LISTED, Math.floor(limit) || MAX_LISTED))
  const views: ActionView[] = []
  const from = after === undefined ? undefined : ACTION_PREFIX + after
  for await (const page of pagesOf(store, ACTION_PREFIX, from)) {
    for (const { value } of page) {
      const record = parseRecord(value)
      if (all || record.phase !== 'WORM_LOGGED') views.push(viewOf(record, contract))
      if (views.length === most) return views
    }
  }
  return views
}
