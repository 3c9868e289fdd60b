/** Reads the actions of a data folder while nothing serves it. Changes nothing: a staged action stays staged. */
import { existsSync } from 'node:fs'
import { type ActionView, viewOf } from '../pep/action-view.ts'
import { ACTION_PREFIX, parseRecord } from '../pep/drive.ts'
import { dataLayout } from './data-layout.ts'
import { openEmbeddedStore } from './store/embedded-store.ts'

/** Undefined when the folder has no store. */
export async function readActions(
  dataDir: string,
  options: { readonly all?: boolean } = {},
): Promise<readonly ActionView[] | undefined> {
  const { store: path } = dataLayout(dataDir)
  if (!existsSync(path)) return undefined
  const store = openEmbeddedStore(path)
  try {
    const records = (await store.list(ACTION_PREFIX)).map(({ value }) => parseRecord(value))
    return records
      .filter(({ phase }) => options.all === true || phase !== 'WORM_LOGGED')
      .map((record) => viewOf(record, undefined))
  } finally {
    store.close()
  }
}
