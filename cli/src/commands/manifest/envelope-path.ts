/** Where the release signatures of a manifest lie unless somebody says otherwise: beside it. */
import { UsageError } from '../../exit-status.ts'

export function envelopePath(path: string): string {
  if (path === '-') {
    throw new UsageError('a manifest from standard input has no envelope beside it', 'name one with --envelope')
  }
  return `${path}.dsse.json`
}
