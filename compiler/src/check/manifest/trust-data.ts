/**
 * The expressions of a `trust` block as data: literals, lists, records, words (roles), and `file("…")`, which stands for what the file holds.
 */
import { wrongValue } from '../../diagnostics/catalogue/governance.ts'
import type { Reporter } from '../../diagnostics/diagnostic.ts'
import type { EntryValue } from '../../syntax/tree.ts'
import type { Member } from '../entries.ts'
import type { Data } from './data.ts'
import type { ProjectFile, ProjectFiles } from './project-file.ts'

export interface TrustReader {
  readonly file: string
  readonly files: ProjectFiles
  readonly reporter: Reporter
  /** Hears of every file read by `file("…")`. */
  readonly onFile: (file: ProjectFile) => void
}

export function dataFromMembers(members: readonly Member[], location: Data['location'], reader: TrustReader): Data {
  const entries = members.map((member) => ({
    key: member.name.text,
    keyLocation: { file: reader.file, span: member.name.span },
    value: member.value && dataFromValue(member.name.text, member.value, reader),
  }))
  return { kind: 'record', entries, location }
}

function dataFromValue(name: string, value: EntryValue, reader: TrustReader): Data | undefined {
  const location = { file: reader.file, span: value.span }
  switch (value.kind) {
    case 'string':
      return { kind: 'scalar', value: value.value, location }
    case 'name':
      return { kind: 'scalar', value: value.name.text, location }
    case 'list': {
      const items = value.elements.map((element) => dataFromValue(name, element, reader))
      return { kind: 'list', items: items.filter((item) => item !== undefined), location }
    }
    case 'record':
      return dataFromMembers(value.fields, location, reader)
    case 'block':
      return dataFromMembers(value.entries, location, reader)
    case 'call':
      if (value.callee.kind === 'name' && value.callee.name.text === 'file')
        return dataFromFile(name, value, location, reader)
  }
  reader.reporter.report(wrongValue, location, { name, expected: 'text, a list, a record or `file("…")`' })
  return undefined
}

/** YAML files are data; any other file is one text, such as a key. */
function dataFromFile(
  name: string,
  call: Extract<EntryValue, { kind: 'call' }>,
  location: Data['location'],
  { files, reporter, onFile }: TrustReader,
): Data | undefined {
  const [argument, second] = call.arguments
  if (argument?.kind !== 'string' || second !== undefined) {
    reporter.report(wrongValue, location, { name, expected: 'one path in quotes inside `file(…)`' })
    return undefined
  }
  const from = { file: location.file, span: argument.span }
  if (!/\.ya?ml$/.test(argument.value)) {
    const file = files.read(argument.value, from)
    if (file) onFile(file)
    return file && { kind: 'scalar', value: file.text, location: from }
  }
  const found = files.readData(argument.value, from)
  if (found) onFile(found.file)
  return found?.data
}
