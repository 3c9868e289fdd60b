/** Walks every key below a prefix without ever holding more than one page of them. A key written during the walk may or may not be seen. */
import type { KeyValue, KeyValueEntry } from './key-value.ts'

export const PAGE = 256

export async function* pagesOf(
  store: KeyValue,
  prefix: string,
  from?: string,
): AsyncGenerator<readonly KeyValueEntry[], void, undefined> {
  for (let after = from; ; ) {
    const page = await store.list(prefix, { limit: PAGE, ...(after === undefined ? {} : { after }) })
    if (page.length > 0) yield page
    if (page.length < PAGE) return
    after = page.at(-1)!.key
  }
}
