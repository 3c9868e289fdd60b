/**
 * hypercore, the append-only log most used from JavaScript. It acknowledges before anything is synced, so it shows what durability costs, not who is faster. Its
 * 122 MB of native builds for every platform are for this one row, so it is installed when this benchmark first asks for it.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { ensureNpmPackage } from '../../scripts/npm-programs.ts'
import type { Store } from './databases.ts'
import { groupCommit } from './group.ts'
import { ENTRIES, printByHand } from './job.ts'

export type FetchedHypercore = { readonly open: (folder: string) => Promise<Store> } | { readonly unavailable: string }

interface Hypercore {
  ready(): Promise<void>
  append(blocks: readonly Buffer[]): Promise<unknown>
  close(): Promise<void>
}

/** Nothing of the package is run while it is installed. */
export function fetchHypercore(): FetchedHypercore {
  const fetched = ensureNpmPackage('hypercore')
  if (!('folder' in fetched)) return { unavailable: fetched.reason }
  const require = createRequire(join(fetched.folder, 'package.json'))
  try {
    const Core = require('hypercore') as new (folder: string) => Hypercore
    return { open: (folder) => openStore(new Core(join(folder, 'hypercore'))) }
  } catch (error) {
    return { unavailable: error instanceof Error ? error.message.split('\n')[0]! : String(error) }
  }
}

/** It hashes and signs by itself; whoever calls within one turn shares one append. */
async function openStore(core: Hypercore): Promise<Store> {
  await core.ready()
  let seq = 0
  const append = groupCommit((group) =>
    core.append(group.map((n) => Buffer.from(printByHand(ENTRIES[n & 1023]!, seq++)))),
  )
  return { append, close: () => core.close() }
}
