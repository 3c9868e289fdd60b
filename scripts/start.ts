/**
 * The main job on real input, told as a story: a policy in `examples/treasury` is compiled, requests meet the generated guard, the manifest is tampered
 * with, the runtime executes what people approved, the log is verified. Every line printed is the result of what just ran; a chapter that does not end as told makes the whole end with status 1.
 */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './source-tree.ts'
import { buildChapter } from './story/build-chapter.ts'
import { governedChapters } from './story/governed-chapter.ts'
import { guardChapter } from './story/guard-chapter.ts'
import { loadingChapter } from './story/loading-chapter.ts'
import { logChapter } from './story/log-chapter.ts'
import { closing, opening, type Story } from './story/story.ts'
import { tamperChapter } from './story/tamper-chapter.ts'

const story: Story = {
  project: join(ROOT, 'examples', 'treasury'),
  out: join(ROOT, 'out', 'treasury'),
  surprises: [],
}

rmSync(story.out, { recursive: true, force: true })
opening()
buildChapter(story)
await guardChapter(story)
tamperChapter(story)
const root = pinnedRoot(story)
const governed = await governedChapters(story, root)
await loadingChapter(story, root)
logChapter(story, governed)
closing(story)
process.exitCode = story.surprises.length === 0 ? 0 : 1

/** What an operator would pin: the root as the build printed it. */
function pinnedRoot({ out }: Story): string {
  const manifest = JSON.parse(readFileSync(join(out, 'treasury-agent', 'manifest.json'), 'utf8')) as {
    merkle_root: string
  }
  return manifest.merkle_root
}
