/**
 * The module under construction: names that are taken, library functions that are needed, declarations in the order they were made. Emitters of
 * guards and validators share it, so that both print one check of one type in the same words.
 */
import { distinct } from './action-names.ts'
import { type Code, type Line, printLines } from './code.ts'
import { invariant } from './invariant.ts'
import { LIBRARY, type LibraryName } from './library.ts'

export interface GeneratedModule {
  /** The name of a library function; from now on it is part of the module. */
  use(name: LibraryName): LibraryName
  /** A module-level name starting with `base` that nothing else has. */
  unique(base: string): string
  /** What `make` returns, made once per key. */
  once(key: string, make: () => string): string
  /** Appends a declaration, an empty line before it. */
  add(lines: readonly Line[]): void
  /** `importable`: names of types of the contract, imported where the TypeScript text mentions them. */
  print(language: 'ts' | 'js', header: string, importable: readonly string[]): string
}

export function createGeneratedModule(reserved: readonly string[] = []): GeneratedModule {
  const taken = new Set<string>([...Object.keys(LIBRARY), ...RESERVED_WORDS, ...reserved])
  const used = new Set<LibraryName>()
  const made = new Map<string, string>()
  const declarations: Code[] = []
  const use = (name: LibraryName): LibraryName => {
    if (!used.has(name)) {
      used.add(name)
      for (const needed of LIBRARY[name].needs) use(needed)
    }
    return name
  }
  return {
    use,
    unique: (base) => distinct(base, taken),
    once(key, make) {
      const known = made.get(key)
      if (known !== undefined) return known
      const name = make()
      invariant(!made.has(key), `the declaration ${name} refers to itself`)
      made.set(key, name)
      return name
    },
    add: (lines) => void declarations.push(printLines(lines)),
    print(language, header, importable) {
      const library = (Object.keys(LIBRARY) as LibraryName[]).filter((name) => used.has(name))
      const blocks = [...library.map((name) => printLines(LIBRARY[name].lines)), ...declarations]
      const texts = blocks.map((block) => block[language]).filter((text) => text !== '')
      const mentioned = language === 'js' ? [] : importable.filter((name) => texts.some((text) => mentions(text, name)))
      const imports =
        mentioned.length === 0 ? [] : [`import type { ${mentioned.join(', ')} } from 'clawql-manifest-validator'`]
      return [printLines([header, ...imports])[language], ...texts].join('\n')
    },
  }
}

// The plain search goes first: most texts do not hold the name at all.
function mentions(text: string, name: string): boolean {
  return text.includes(name) && new RegExp(`\\b${name}\\b`).test(text)
}

/** Names that mean something else in generated code. */
const RESERVED_WORDS = [
  'input',
  'claims',
  'context',
  'value',
  'key',
  'path',
  'seen',
  'guards',
  'validators',
  'actionLeaves',
  'decide',
  'Array',
  'Date',
  'Infinity',
  'Int16Array',
  'JSON',
  'Map',
  'Math',
  'NaN',
  'Number',
  'Object',
  'Set',
  'String',
  'Uint8Array',
  'undefined',
]
