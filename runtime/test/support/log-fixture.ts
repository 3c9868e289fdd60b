/** What the tests of the log share: a folder that is removed afterwards, a signer, entries that differ only where a test wants it. */
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LogSigner, logSigner } from '../../src/node/worm/log-key.ts'
import type { TreeLog } from '../../src/node/worm/tree-log.ts'
import type { WormSubmission } from '../../src/worm/worm-entry.ts'

const folders: string[] = []

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clawql-test-'))
  folders.push(folder)
  return folder
}

process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

export function testSigner(name = 'log.example/test'): LogSigner {
  return logSigner(name, generateKeyPairSync('ed25519').privateKey)
}

export function submission(changes: Partial<WormSubmission> = {}): WormSubmission {
  return {
    entry_id: randomUUID(),
    timestamp_ms: 1_750_000_000_000,
    manifest_root: 'a'.repeat(64),
    policy_version: 'b'.repeat(64),
    session_id: 'session-1',
    agent_id: 'agent-1',
    source: 'PEP',
    correlation_id: 'action-1',
    event_kind: 'ACTION_DENIED',
    payload: {
      action: 'asset.transfer',
      runtime: 'pi',
      subject: 'agent-7',
      role: 'intern',
      code: 'ROLE_NOT_AUTHORIZED',
      message: 'the role must be one of settlement-agent',
    },
    ...changes,
  }
}

/** Any text of at least one byte, as an entry. */
export async function appendText(log: TreeLog<undefined>, text: string): Promise<number> {
  const print = (block: Buffer, at: number, entry: string) => at + block.write(entry, at)
  const appended = log.append(print, text, undefined)
  if (appended === undefined) throw new Error('the text was not taken as an entry')
  return appended
}
