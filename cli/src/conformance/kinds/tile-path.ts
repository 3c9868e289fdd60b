/** `tile.path`: where a log keeps a tile. */
import { tilePath } from '@clawql/runtime'
import { type JsonObject, readWhole } from '../kind.ts'

/** Of C2SP tlog-tiles: 256 hashes or entries in a full tile, levels up to 63. */
const FULL_WIDTH = 256
const MAX_LEVEL = 63

export function tilePathOf(input: JsonObject): object {
  const level = input['level'] === 'entries' ? 'entries' : readWhole(input['level'])
  const index = readWhole(input['index'])
  const given = input['width'] === undefined ? FULL_WIDTH : readWhole(input['width'])
  const width = given === 0 ? FULL_WIDTH : given
  if (level === undefined || (level !== 'entries' && (level < 0 || level > MAX_LEVEL))) {
    return { error: 'level is 0 to 63, or entries' }
  }
  if (index === undefined || index < 0) return { error: 'index is a whole number, not negative' }
  if (width === undefined || width < 1 || width > FULL_WIDTH) return { error: `width is at most ${FULL_WIDTH}` }
  return { path: tilePath({ level, index, width }) }
}
