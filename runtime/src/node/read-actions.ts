/** Reads the actions of a data folder while nothing serves it. Changes nothing: a staged action stays staged. */
import { existsSync } from 'node:fs'
import type { ActionView } from '../pep/action-view.ts'
import { type ListOptions, listActions } from '../pep/list-actions.ts'
import { dataLayout } from './data-layout.ts'
import { openEmbeddedStore } from './store/embedded-store.ts'

/** One page. Undefined when the folder has no store. */
export async function readActions(
  dataDir: string,
  options: ListOptions = {},
): Promise<readonly ActionView[] | undefined> {
  const { store: path } = dataLayout(dataDir)
  if (!existsSync(path)) return undefined
  const store = openEmbeddedStore(path)
  try {
    return await listActions(store, options, undefined)
  } finally {
    store.close()
  }
}
