/**
 * Which action another one extends. Finds and reports names; what is taken over is decided by who checks the action. INVARIANT L1: no action extends
 * itself, and the line of those that extend each other has an end.
 */
import { actionCycle, baseForm } from '../diagnostics/catalogue/governance.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import { findSymbol, requireSymbol } from '../resolve/look-up.ts'
import type { ModuleSymbol } from '../resolve/module.ts'

/** As deep as anything else may be nested. */
const LONGEST = 64

/** The action that this one extends, where it may; undefined without one, and where it cannot be taken over. Reports nothing. */
export function baseAction(symbol: ModuleSymbol<'action'>): ModuleSymbol<'action'> | undefined {
  const { declaration, module, file } = symbol
  if (declaration.base === undefined || isCircular(symbol)) return undefined
  const base = findSymbol(module, file, 'action', declaration.base.text)
  return base?.declaration.form === declaration.form ? base : undefined
}

/** The actions it extends, nearest first. */
export function baseChain(symbol: ModuleSymbol<'action'>): readonly ModuleSymbol<'action'>[] {
  const base = baseAction(symbol)
  return base === undefined ? [] : [base, ...baseChain(base)]
}

/** Like `baseAction`, saying why there is none. */
export function requireBaseAction(
  symbol: ModuleSymbol<'action'>,
  reporter: Reporter,
): ModuleSymbol<'action'> | undefined {
  const { declaration, module, file, name } = symbol
  if (declaration.base === undefined) return undefined
  const { text, span } = declaration.base
  const location = { file, span }
  const base = requireSymbol(module, location, 'action', text, reporter)
  if (base === undefined) return undefined
  if (isCircular(symbol)) reporter.report(actionCycle, location, { action: name })
  else if (base.declaration.form !== declaration.form) {
    reporter.report(baseForm, location, { form: declaration.form, base: text, found: base.declaration.form })
  }
  return baseAction(symbol)
}

/** Also where the line is longer than a source of people would be. */
function isCircular(symbol: ModuleSymbol<'action'>): boolean {
  let current: ModuleSymbol<'action'> | undefined = symbol
  for (let length = 0; length < LONGEST; length++) {
    const { base }: { base: { readonly text: string } | undefined } = current.declaration
    if (base === undefined) return false
    current = findSymbol(current.module, current.file, 'action', base.text)
    if (current === undefined) return false
  }
  return true
}
