/** `unit KUSD = 1_000 USD`: an amount of a unit that is not scaled itself. */
import { scaledUnit as wrongScale } from '../diagnostics/catalogue/names.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import { findSymbol } from '../resolve/look-up.ts'
import type { ModuleSymbol } from '../resolve/module.ts'
import type { ScaledUnit } from '../types/scaled-unit.ts'
import { SIZE_UNITS } from '../types/size-units.ts'
import { refuseAnnotations } from './check-annotations.ts'

const UNIT = /^[A-Z][A-Za-z0-9]{0,15}$/

/** Undefined after reporting what is wrong with it. */
export function checkUnit(symbol: ModuleSymbol<'unit'>, reporter: Reporter): ScaledUnit | undefined {
  const { declaration, file, module, name } = symbol
  refuseAnnotations(declaration.annotations, 'a unit', file, reporter)
  const { value } = declaration
  if (value === undefined) return undefined
  const location = { file, span: value.span }
  if (!UNIT.test(name) || SIZE_UNITS.has(name)) {
    const problem = `\`${name}\` is no name for a unit: a capital and up to 15 letters or digits`
    reporter.report(wrongScale, { file, span: symbol.nameSpan }, { problem })
    return undefined
  }
  if (value.kind !== 'number' || value.unit === undefined || !(value.value > 0)) {
    reporter.report(wrongScale, location, { problem: 'a scaled unit is an amount above zero, such as `1_000 USD`' })
    return undefined
  }
  const unit = value.unit.text
  if (unit === name || SIZE_UNITS.has(unit) || findSymbol(module, file, 'unit', unit) !== undefined) {
    const problem = `\`${name}\` is a multiple of a unit that types have, which \`${unit}\` is not`
    reporter.report(wrongScale, { file, span: value.unit.span }, { problem })
    return undefined
  }
  return { factor: value.text, unit }
}
