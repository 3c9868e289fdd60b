/**
 * What an opened runtime stands on: its data folder, locked for this process, the store in it, and the log. Opened in that order and closed in the other;
 * whatever fails in between leaves nothing open.
 */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { KeyValue } from '../store/key-value.ts'
import { type DataLayout, dataLayout } from './data-layout.ts'
import { endAll } from './end-all.ts'
import { takeLock } from './exclusive-lock.ts'
import { openEmbeddedStore } from './store/embedded-store.ts'
import type { HostedLog, LogHost } from './worm/hosted-log.ts'
import { logOrigin } from './worm/log-key.ts'

/** Actions have one executor: a second one would take the unfinished ones of the first for the remains of a crash. */
export class DataFolderInUseError extends Error {
  override readonly name = 'DataFolderInUseError'
}

export interface DataFolderOptions {
  readonly dataDir: string
  /** The log's name if it is yet to be begun. */
  readonly origin: string
  readonly host: LogHost
  readonly alert: (message: string) => void
  /** In place of the embedded one, which is the folder's own. */
  readonly store?: KeyValue | undefined
}

export interface DataFolder {
  readonly layout: DataLayout
  readonly store: KeyValue
  readonly hosted: HostedLog
  close(): Promise<void>
}

/** Throws `DataFolderInUseError` and what the host of the log throws. */
export async function openDataFolder({ dataDir, host, origin, alert, store }: DataFolderOptions): Promise<DataFolder> {
  const layout = dataLayout(dataDir)
  for (const folder of [dataDir, layout.log, dirname(layout.sealingKey)]) makePrivateFolder(folder)
  const release = takeLock(layout.lock)
  if (release === undefined) throw new DataFolderInUseError(`another process has ${dataDir} open`)
  const opened: (() => unknown)[] = [release]
  const close = () => endAll(opened)
  try {
    const embedded = store === undefined ? openEmbeddedStore(layout.store) : undefined
    if (embedded !== undefined) opened.push(() => embedded.close())
    const place = { folder: layout.log, keyPath: layout.logKey, origin: logOrigin(layout.log, origin), alert }
    const hosted = await host(place)
    opened.push(() => hosted.close())
    return { layout, store: store ?? embedded!, hosted, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What is in them is nobody else's. A folder that is already there keeps the permissions its owner gave it. */
function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
}
