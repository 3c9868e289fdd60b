/** The rest of chapter six: what the runtime refuses to load at all. */
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ContractRefusedError } from '@clawql/runtime'
import { openPep, type PepOptions } from '@clawql/runtime/node'
import { demoHsm } from './principals.ts'
import { bad, line, type Story } from './story.ts'

export async function loadingChapter(story: Story, root: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'clawql-story-'))
  const artifacts = join(scratch, 'artifacts')
  cpSync(join(story.out, 'treasury-agent'), artifacts, { recursive: true })
  const options = { dataDir: join(scratch, 'data'), artifactsDir: artifacts, hsm: demoHsm(), handlers: {} }
  try {
    await refused(story, 'a manifest without a pinned root', 'TRUST_ANCHOR_MISSING', {
      ...options,
      trust: {} as PepOptions['trust'],
    })
    await refused(story, 'a manifest with another root than the pinned', 'MANIFEST_NOT_TRUSTED', {
      ...options,
      trust: { pinnedRoot: root.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) },
    })
    appendFileSync(join(artifacts, 'guards.js'), '\n')
    await refused(story, 'a guard with one byte more', 'ARTIFACT_NOT_IN_MANIFEST', {
      ...options,
      trust: { pinnedRoot: root },
    })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function refused(story: Story, what: string, code: string, options: PepOptions): Promise<void> {
  try {
    const opened = await openPep(options)
    await opened.close()
    line(story, what, 'loaded', false)
  } catch (error) {
    if (!(error instanceof ContractRefusedError)) throw error
    line(story, what, bad(`refused  ${error.code}`), error.code === code)
  }
}
