/**
 * hypercore, the append-only log most used from JavaScript. It acknowledges before anything is synced, so it shows what durability costs, not who is faster. Its
 * 122 MB of native builds for every platform are for this one row, so the benchmark fetches it itself, once, into a folder that is not kept.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Store } from './databases.ts'
import { groupCommit } from './group.ts'
import { ENTRIES, printByHand } from './job.ts'

const VERSION = '10.38.2'

export type FetchedHypercore = { readonly open: (folder: string) => Promise<Store> } | { readonly unavailable: string }

interface Hypercore {
  ready(): Promise<void>
  append(blocks: readonly Buffer[]): Promise<unknown>
  close(): Promise<void>
}

/** `cache` is made when missing. Nothing of the package is run while it is installed. */
export function fetchHypercore(cache: string): FetchedHypercore {
  const place = join(cache, `hypercore-${VERSION}`)
  if (!existsSync(join(place, 'node_modules', 'hypercore', 'package.json'))) {
    process.stderr.write(`fetching hypercore ${VERSION} (122 MB, once)…\n`)
    mkdirSync(place, { recursive: true })
    const words = ['install', '--prefix', place, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund']
    const { status, stderr } = spawnSync('npm', [...words, `hypercore@${VERSION}`], { encoding: 'utf8' })
    if (status !== 0) return { unavailable: stderr.trim().split('\n').at(-1) ?? 'npm is not there' }
  }
  const require = createRequire(join(place, 'package.json'))
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
