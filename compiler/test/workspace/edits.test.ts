/** A workspace that was edited says what a fresh analysis says: a slice of what `npm run nightly workspace-edits` runs for longer. */
import { readDirectory } from '../repository-host.ts'
import { DESK } from './desk.ts'
import { holdsUnderEdits } from './holds-under-edits.ts'

const RUNS = 30

describe('a workspace that is edited', () => {
  it(`says what a fresh analysis says of examples/treasury, ${RUNS} runs`, () =>
    holdsUnderEdits(readDirectory('examples/treasury'), RUNS))
  it(`and of a project with everything that declarations can refer to, ${RUNS} runs`, () => holdsUnderEdits(DESK, RUNS))
})
