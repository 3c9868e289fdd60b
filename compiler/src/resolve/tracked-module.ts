/**
 * Modules and symbols as objects that outlive an edit: each part of one is a source of its own, so that an answer depends on the parts it read and on
 * nothing else. What the parts are is decided elsewhere and put into `content` and `links`.
 */
import type { Owner, Queries } from '../query/queries.ts'
import type { Span } from '../source/span.ts'
import type {
  AnySymbol,
  ImportBinding,
  ImportTable,
  Module,
  NamedDeclaration,
  SymbolKind,
  SymbolTable,
} from './module.ts'
import type { SourceFile } from './source-file.ts'

/** What the files of a directory say, imports aside. */
export interface ModuleContent {
  readonly name: string
  readonly files: readonly SourceFile[]
  /** `kind:name` → the declaration, in the order of files. */
  readonly declarations: ReadonlyMap<string, PlacedDeclaration>
  readonly tests: Module['tests']
  readonly facts: Module['facts']
  readonly packageName: string | undefined
}

export interface PlacedDeclaration {
  readonly file: string
  readonly declaration: NamedDeclaration
}

export interface ModuleLinks {
  readonly imports: ReadonlyMap<string, readonly ImportBinding[]>
  readonly importedModules: ReadonlySet<Module>
}

/** A module that no file makes. */
export const NO_CONTENT: ModuleContent = {
  name: '',
  files: [],
  declarations: new Map(),
  tests: [],
  facts: undefined,
  packageName: undefined,
}
export const NO_LINKS: ModuleLinks = { imports: new Map(), importedModules: new Set() }

/** A module whose parts can be replaced between revisions; what reads them is woken only then. */
export interface TrackedModule extends Module {
  readonly content: ModuleContent
  readonly links: ModuleLinks
  replaceContent(content: ModuleContent): void
  replaceLinks(links: ModuleLinks): void
}

/** `use` hears of every import that was looked up. */
export function createTrackedModule(queries: Queries, use: (binding: ImportBinding) => void): TrackedModule {
  const ofContent = queries.owner()
  const ofLinks = queries.owner()
  const contentSource: SourceOf = (read) => queries.source(ofContent, read)
  const linksSource: SourceOf = (read) => queries.source(ofLinks, read)
  const handles = new Map<string, AnySymbol>()
  const handleOf = (key: string, { declaration }: PlacedDeclaration): AnySymbol => {
    const known = handles.get(key)
    if (known !== undefined) return known
    const place = (): PlacedDeclaration | undefined => module.content.declarations.get(key)
    const handle = new TrackedSymbol(declaration.kind, declaration.name.text, module, contentSource, place) as AnySymbol
    handles.set(key, handle)
    return handle
  }
  const list = onceFor(
    () => module.content,
    ({ declarations }) => {
      for (const key of handles.keys()) if (!declarations.has(key)) handles.delete(key)
      return [...declarations].map(([key, placed]) => handleOf(key, placed))
    },
  )
  const symbols: SymbolTable = {
    get: keyedSource(contentSource, (key) => {
      const placed = module.content.declarations.get(key)
      return placed && handleOf(key, placed)
    }),
    values: contentSource(list),
  }
  const imports: ImportTable = {
    get: keyedSource(linksSource, (name) => module.links.imports.get(name)),
    entries: linksSource(
      onceFor(
        () => module.links,
        ({ imports }) => [...imports],
      ),
    ),
    use,
  }
  const module = new TrackedDirectory({ symbols, imports, contentSource, linksSource, ofContent, ofLinks })
  return module
}

const MOST_SOURCES = 16_384

/** The first time anybody asks for a key it becomes a source of its own. */
function keyedSource<V>(sourceOf: SourceOf, read: (key: string) => V): (key: string) => V {
  const sources = new Map<string, () => V>()
  return (key) => {
    const known = sources.get(key)
    if (known !== undefined) return known()
    const source = sourceOf(() => read(key))
    // Every name that somebody began to type was looked up once; what is forgotten here is only asked for again.
    if (sources.size === MOST_SOURCES) sources.clear()
    sources.set(key, source)
    return source()
  }
}

/** The last result, as long as it is about the same thing. */
function onceFor<T, R>(subject: () => T, compute: (subject: T) => R): () => R {
  let last: { readonly subject: T; readonly result: R } | undefined
  return () => {
    const now = subject()
    if (last?.subject !== now) last = { subject: now, result: compute(now) }
    return last.result
  }
}

// Classes, since there are thousands of them, their parts are getters, and a prototype of their own says that they are compared by identity.

type SourceOf = <V>(read: () => V) => () => V

interface Making {
  readonly symbols: SymbolTable
  readonly imports: ImportTable
  readonly contentSource: SourceOf
  readonly linksSource: SourceOf
  readonly ofContent: Owner
  readonly ofLinks: Owner
}

class TrackedDirectory implements TrackedModule {
  content: ModuleContent = NO_CONTENT
  links: ModuleLinks = NO_LINKS
  readonly symbols: SymbolTable
  readonly imports: ImportTable
  readonly #ofContent: Owner
  readonly #ofLinks: Owner
  readonly #name: () => string
  readonly #files: () => readonly SourceFile[]
  readonly #tests: () => Module['tests']
  readonly #facts: () => Module['facts']
  readonly #packageName: () => string | undefined
  readonly #importedModules: () => ReadonlySet<Module>

  constructor({ symbols, imports, contentSource, linksSource, ofContent, ofLinks }: Making) {
    this.symbols = symbols
    this.imports = imports
    this.#ofContent = ofContent
    this.#ofLinks = ofLinks
    this.#name = contentSource(() => this.content.name)
    this.#files = contentSource(() => this.content.files)
    this.#tests = contentSource(() => this.content.tests)
    this.#facts = contentSource(() => this.content.facts)
    this.#packageName = contentSource(() => this.content.packageName)
    this.#importedModules = linksSource(() => this.links.importedModules)
  }

  replaceContent(content: ModuleContent): void {
    if (content === this.content) return
    this.content = content
    this.#ofContent.change()
  }
  replaceLinks(links: ModuleLinks): void {
    if (links === this.links) return
    this.links = links
    this.#ofLinks.change()
  }

  get name(): string {
    return this.#name()
  }
  get files(): readonly SourceFile[] {
    return this.#files()
  }
  get tests(): Module['tests'] {
    return this.#tests()
  }
  get facts(): Module['facts'] {
    return this.#facts()
  }
  get packageName(): string | undefined {
    return this.#packageName()
  }
  get importedModules(): ReadonlySet<Module> {
    return this.#importedModules()
  }
}

class TrackedSymbol {
  readonly kind: SymbolKind
  readonly name: string
  readonly module: Module
  readonly #file: () => string
  readonly #declaration: () => NamedDeclaration
  readonly #isPrivate: () => boolean

  constructor(
    kind: SymbolKind,
    name: string,
    module: Module,
    sourceOf: SourceOf,
    place: () => PlacedDeclaration | undefined,
  ) {
    this.kind = kind
    this.name = name
    this.module = module
    // A symbol that is gone is found by nobody; who read it before is told by another value that it is.
    this.#file = sourceOf(() => place()?.file ?? '')
    this.#declaration = sourceOf(() => place()?.declaration as NamedDeclaration)
    this.#isPrivate = sourceOf(() => place()?.declaration.isPrivate ?? true)
  }

  get file(): string {
    return this.#file()
  }
  get declaration(): NamedDeclaration {
    return this.#declaration()
  }
  get nameSpan(): Span {
    return this.declaration.name.span
  }
  get isPrivate(): boolean {
    return this.#isPrivate()
  }
}
