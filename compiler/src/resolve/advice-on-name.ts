/**
 * What is likely meant by a name that nothing has: a name of the standard library that was not imported, with the import as the edit, or a type as other
 * languages call it. Wording only; looks nothing up beyond what every installation has.
 */
import type { DiagnosticExtras } from '../diagnostics/diagnostic.ts'
import type { Location } from '../source/span.ts'
import type { Module, SymbolKind } from './module.ts'
import { STANDARD_NAMES } from './standard-names.generated.ts'

export function adviceOnName(module: Module, location: Location, kind: SymbolKind, name: string): DiagnosticExtras {
  const home = STANDARD_NAMES.get(`${kind} ${name}`)
  if (home !== undefined && module.packageName === undefined) return importAdvice(module, location, home, name)
  const type = kind === 'type' ? ELSEWHERE.get(name.toLowerCase()) : undefined
  return type === undefined ? {} : { help: type }
}

/** The module of the standard library that declares something of that name, whatever it is. */
export function standardHome(name: string): string | undefined {
  for (const [key, home] of STANDARD_NAMES) if (key.endsWith(` ${name}`)) return home
  return undefined
}

function importAdvice(module: Module, { file }: Location, home: string, name: string): DiagnosticExtras {
  const line = `import ${home} { ${name} }`
  const help = `it is in the standard library: \`${line}\``
  const tree = module.files.find(({ path }) => path === file)?.tree
  const last = tree?.imports.at(-1)
  const at = (last ?? tree?.module)?.span.end
  if (at === undefined || tree?.imports.some((declaration) => declaration.module.text === home)) return { help }
  const edits = [{ file, span: { start: at, end: at }, text: `${last === undefined ? '\n\n' : '\n'}${line}` }]
  return { help, fixes: [{ title: `add \`${line}\``, edits }] }
}

/** Types as they are called elsewhere, by what there is here. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['number', 'a number is `Int` or `Float`'],
  ['integer', 'a whole number is an `Int`'],
  ['long', 'a whole number is an `Int`'],
  ['double', 'a number with a fraction is a `Float`'],
  ['decimal', 'a number with so many decimals is a `Float(decimals: 2)`'],
  ['text', 'a text is a `String`'],
  ['str', 'a text is a `String`'],
  ['boolean', 'what is true or false is a `Bool`'],
  ['array', 'a list is a `List<…>`'],
  ['set', 'a list without repetitions is a `List<…>(unique: true)`'],
  ['object', 'an object is written with its fields: `{ name: String }`'],
  ['record', 'an object is written with its fields: `{ name: String }`'],
  ['dict', 'keys that are not known are a `Map<…>`'],
  ['date', 'a moment is a `Timestamp`'],
  ['datetime', 'a moment is a `Timestamp`'],
  ['time', 'a moment is a `Timestamp`'],
  ['any', 'there is no type of everything: say which values are meant'],
  ['unknown', 'there is no type of everything: say which values are meant'],
  ['null', 'there is no null: a field that may be missing is written `name?: Type`'],
])
