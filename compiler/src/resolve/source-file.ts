/**
 * One file of a build after parsing, and how files are read. Nothing here looks at what the declarations mean.
 */
import type { Reporter } from '../diagnostics/diagnostic.ts'
import { decodeSource } from '../source/decode-source.ts'
import { parseSource } from '../syntax/parse-source.ts'
import type { SourceTree } from '../syntax/tree.ts'

export interface SourceFile {
  /** Relative to the project's root; a package's file is `@scope/name/path`. */
  readonly path: string
  /** The directory, without a trailing `/`; the root is the empty string. */
  readonly directory: string
  readonly text: string
  /** Undefined where the bytes are not a text of the language. */
  readonly tree: SourceTree | undefined
  /** Reading it gave an error: names may be missing that the author did declare. */
  readonly broken: boolean
  /** `@clawql/stdlib` for a file of that package, undefined for one of the project. */
  readonly packageName: string | undefined
}

/** Never fails: what could not be read is reported and left out of the tree. */
export function readSourceFile(
  path: string,
  bytes: Uint8Array,
  packageName: string | undefined,
  outer: Reporter,
): SourceFile {
  let broken = false
  const reporter: Reporter = {
    report(entry, location, parameters, extras) {
      if (entry.severity === 'error') broken = true
      outer.report(entry, location, parameters, extras)
    },
  }
  const text = decodeSource(path, bytes, reporter)
  const tree = text === undefined ? undefined : parseSource(path, text, reporter)
  return {
    path,
    directory: directoryOf(path),
    text: text ?? '',
    tree,
    broken: broken || tree === undefined,
    packageName,
  }
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}
