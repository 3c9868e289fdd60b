/**
 * Files that a manifest names with `file("…")`, and the provenance file: plain paths below the project's root, read through the host, decoded
 * strictly, their digest recorded.
 */
import { sha256Hex } from 'clawql-manifest-validator'
import { badFileContent, badFilePath, missingFile } from '../../diagnostics/catalogue/manifest.ts'
import { readYaml } from '../../import/read-yaml.ts'
import type { Queries } from '../../query/queries.ts'
import { decodeUtf8 } from '../../source/decode-utf8.ts'
import type { Location } from '../../source/span.ts'
import { type Data, dataFromYaml } from './data.ts'

const MAX_FILE_BYTES = 1024 * 1024

export interface ProjectFile {
  readonly path: string
  readonly text: string
  /** Lower-case hex SHA-256 of the bytes. */
  readonly digest: string
}

export interface ProjectFiles {
  /** Undefined and reported at `from` where the path is not plain, or there is no such text file. */
  read(path: string, from: Location): ProjectFile | undefined
  /** The file as data; reported at the place in the file that is wrong. */
  readData(path: string, from: Location): { readonly file: ProjectFile; readonly data: Data } | undefined
  exists(path: string): boolean
}

/** `onRead` hears of every text, so that messages can show it. */
export function createProjectFiles(
  readFile: (path: string) => Uint8Array | undefined,
  queries: Queries,
  onRead: (path: string, text: string) => void,
): ProjectFiles {
  const { reporter } = queries
  const bytesOf = queries.input('project file', readFile)
  const content = queries.query<string>('content of a project file')
  const yaml = queries.query<string>('data of a project file')
  const contentAt = (path: string): ReturnType<typeof contentOf> => content(path, () => contentOf(path, bytesOf(path)))
  const noteRead = queries.note('project file read', ({ path, text }: ProjectFile) => onRead(path, text))
  const read: ProjectFiles['read'] = (path, from) => {
    if (!isPlainPath(path)) {
      reporter.report(badFilePath, from, { path })
      return undefined
    }
    const found = contentAt(path)
    if (found === undefined) reporter.report(missingFile, from, { path })
    else if (typeof found === 'string') reporter.report(badFileContent, from, { path, problem: found })
    else {
      noteRead(found)
      return found
    }
    return undefined
  }
  return {
    read,
    readData: (path, from) => {
      const file = read(path, from)
      if (file === undefined) return undefined
      const reading = yaml(path, () => readYaml(textOf(contentAt(path))))
      if (reading.ok) return { file, data: dataFromYaml(reading.node, path) }
      reporter.report(
        badFileContent,
        { file: path, span: reading.issue.span },
        { path, problem: reading.issue.message },
      )
      return undefined
    },
    exists: (path) => isPlainPath(path) && bytesOf(path) !== undefined,
  }
}

function textOf(content: ReturnType<typeof contentOf>): string {
  return typeof content === 'object' ? content.text : ''
}

/** Undefined where there is no such file; a text says what is wrong with one. */
function contentOf(path: string, bytes: Uint8Array | undefined): ProjectFile | string | undefined {
  if (bytes === undefined) return undefined
  if (bytes.length > MAX_FILE_BYTES) return 'it is larger than 1 MiB'
  const decoded = decodeUtf8(bytes)
  if (!decoded.ok) return 'it is not UTF-8 text'
  return { path, text: decoded.text, digest: sha256Hex(bytes) }
}

/** Relative, `/` between segments, no `.` or `..`, no drive, nothing hidden in it. */
export function isPlainPath(path: string): boolean {
  if (path === '' || path.length > 1024 || /[\\:\0-\x1f\x7f]/.test(path)) return false
  return path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..')
}
