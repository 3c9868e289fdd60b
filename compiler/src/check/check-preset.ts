/**
 * Presets: named starting values of the coordination block, each field in range, a base preset applied first. A preset may leave fields out, or mark
 * them `required`; the manifest that uses it supplies them.
 */
import { PRESET_NAMES } from 'clawql-manifest-validator'
import { presetCycle } from '../diagnostics/catalogue/manifest.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Preset } from '../program/program.ts'
import type { Queries } from '../query/queries.ts'
import { findSymbol, requireSymbol } from '../resolve/look-up.ts'
import { hasKind, type Module, type ModuleSymbol, symbolKey } from '../resolve/module.ts'
import type { Location } from '../source/span.ts'
import type { Name } from '../syntax/tree.ts'
import { refuseAnnotations } from './check-annotations.ts'
import { docOf } from './documentation.ts'
import { type CoordinationValue, readCoordination } from './read-coordination.ts'
import { checkRelations, nestCoordination } from './resolve-coordination.ts'

export interface CheckedPreset {
  readonly symbol: ModuleSymbol<'preset'>
  readonly preset: Preset
  /** Dotted path → value, the base applied. */
  readonly values: ReadonlyMap<string, CoordinationValue>
  /** Paths somebody still has to supply. */
  readonly required: readonly string[]
  /** Paths given here or in a base, the wrong ones included. */
  readonly judged: ReadonlySet<string>
}

/** The presets of the source document; a manifest is published under one of these names or `custom`. */
export const PUBLISHED_PRESETS: readonly string[] = PRESET_NAMES.filter((name) => name !== 'custom')

export interface Presets {
  check(symbol: ModuleSymbol<'preset'>): CheckedPreset | undefined
  /** The preset a name means in a module: declared or imported there, else one that comes with the toolchain. Reports. */
  lookUp(module: Module, file: string, name: Name): ModuleSymbol<'preset'> | undefined
  /** Every preset looked up so far. */
  asked(): Iterable<ModuleSymbol<'preset'>>
}

export function createPresets(standardPresets: () => Module | undefined, queries: Queries): Presets {
  const { reporter } = queries
  const open: ModuleSymbol<'preset'>[] = []
  const asked = new Set<ModuleSymbol<'preset'>>()
  const noteAsked = queries.note('preset asked', (symbol: ModuleSymbol<'preset'>) => asked.add(symbol))
  const query = queries.query<ModuleSymbol<'preset'>>('preset')

  const standardPreset = (name: string): ModuleSymbol<'preset'> | undefined => {
    const found = standardPresets()?.symbols.get(symbolKey('preset', name))
    return found && hasKind(found, 'preset') ? found : undefined
  }
  const lookUp: Presets['lookUp'] = (module, file, name) => {
    const found =
      findSymbol(module, file, 'preset', name.text) ??
      standardPreset(name.text) ??
      requireSymbol(module, { file, span: name.span }, 'preset', name.text, reporter, PUBLISHED_PRESETS)
    if (found) noteAsked(found)
    return found
  }

  const checkOpen = (symbol: ModuleSymbol<'preset'>): CheckedPreset | undefined => {
    open.push(symbol)
    const { base } = symbol.declaration
    const baseSymbol = base && lookUp(symbol.module, symbol.file, base)
    const checkedBase = baseSymbol && check(baseSymbol)
    open.pop()
    return base !== undefined && checkedBase === undefined ? undefined : checkOne(symbol, checkedBase, reporter)
  }
  const check: Presets['check'] = (symbol) => {
    const begun = open.indexOf(symbol)
    if (begun < 0) return query(symbol, () => checkOpen(symbol))
    // Where a circle is reported depends on who asked first.
    queries.refuseToKeep()
    const path = [...open.slice(begun), symbol].map(({ name }) => name)
    reporter.report(presetCycle, { file: symbol.file, span: symbol.nameSpan }, { path })
    return undefined
  }

  return { check, lookUp, asked: () => asked }
}

function checkOne(symbol: ModuleSymbol<'preset'>, base: CheckedPreset | undefined, reporter: Reporter): CheckedPreset {
  const { declaration, file, name } = symbol
  refuseAnnotations(declaration.annotations, 'a preset', file, reporter)
  const own = readCoordination(declaration.entries, true, { file, block: `the preset \`${name}\``, reporter })
  const values = new Map<string, CoordinationValue>([...(base?.values ?? []), ...own.values])
  for (const path of own.required.keys()) values.delete(path)
  const required = [...new Set([...(base?.required ?? []), ...own.required.keys()])]
    .filter((path) => !own.values.has(path))
    .sort()
  const at: Location = { file, span: declaration.name.span }
  const { start, end } = declaration.span
  checkRelations(
    values,
    ({ file: other, span }) => other === file && span.start >= start && span.end <= end,
    at,
    reporter,
  )
  return {
    symbol,
    preset: {
      name,
      ...(base && { base: base.preset.name }),
      publishedName: base?.preset.publishedName ?? (PUBLISHED_PRESETS.includes(name) ? name : 'custom'),
      values: nestCoordination(values),
      required,
      ...docOf(declaration.doc),
    },
    values,
    required,
    judged: new Set([...(base?.judged ?? []), ...own.judged]),
  }
}
