/**
 * Roles: a name and whether people or agents hold it.
 */
import { unknownNature } from '../diagnostics/catalogue/governance.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Role } from '../program/program.ts'
import type { ModuleSymbol } from '../resolve/module.ts'
import { nearMiss } from '../text/near-miss.ts'
import { refuseAnnotations } from './check-annotations.ts'
import { docOf } from './documentation.ts'

/** Undefined where the nature is missing or wrong. */
export function checkRole(symbol: ModuleSymbol<'role'>, reporter: Reporter): Role | undefined {
  const { declaration, file, name } = symbol
  refuseAnnotations(declaration.annotations, 'a role', file, reporter)
  const nature = declaration.nature
  if (nature === undefined) return undefined
  if (nature.text === 'human' || nature.text === 'agent')
    return { name, nature: nature.text, ...docOf(declaration.doc) }
  const near = nearMiss(nature.text, ['human', 'agent'])
  const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
  reporter.report(unknownNature, { file, span: nature.span }, { role: name, nature: nature.text }, help)
  return undefined
}
