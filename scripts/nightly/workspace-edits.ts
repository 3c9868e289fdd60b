/**
 * The night's share of edited workspaces: `node scripts/nightly/workspace-edits.ts [RUNS] [SEED]`. Random edits of several projects, each followed by a
 * comparison with a fresh analysis; the first difference is made small, printed with its seed, and ends the run with status 1.
 */
import { readDirectory } from '../../compiler/test/repository-host.ts'
import { DESK } from '../../compiler/test/workspace/desk.ts'
import { holdsUnderEdits } from '../../compiler/test/workspace/holds-under-edits.ts'

const runs = Number(process.argv[2] ?? 3000)
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31))
const projects = {
  desk: DESK,
  'examples/treasury': readDirectory('examples/treasury'),
  'examples/repository': readDirectory('examples/repository'),
}

for (const [name, files] of Object.entries(projects)) {
  holdsUnderEdits(files, runs, seed)
  process.stdout.write(
    `workspace-edits: seed ${seed}, ${runs} runs of up to 8 edits of ${name}, none unlike a fresh analysis\n`,
  )
}
