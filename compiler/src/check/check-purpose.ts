/**
 * Purposes: a title and the operations and reads that serve it. Whether the patterns match anything is judged when all objects and reads are known.
 */
import { matchesDottedPattern } from 'clawql-manifest-validator'
import { unmatchedPermit } from '../diagnostics/catalogue/governance.ts'
import type { Reporter } from '../diagnostics/diagnostic.ts'
import type { Purpose } from '../program/program.ts'
import { compareText, type ModuleSymbol } from '../resolve/module.ts'
import type { PathPatternList } from '../syntax/tree.ts'
import { nearMiss } from '../text/near-miss.ts'
import { refuseAnnotations } from './check-annotations.ts'
import { docOf } from './documentation.ts'
import { type EntryContext, readMembers, reportWrongValue } from './entries.ts'

export function checkPurpose(symbol: ModuleSymbol<'purpose'>, reporter: Reporter): Purpose {
  const { declaration, file, name } = symbol
  refuseAnnotations(declaration.annotations, 'a purpose', file, reporter)
  const permits = [...new Set(readPatterns(symbol, reporter)?.patterns.map((pattern) => pattern.text) ?? [])]
  return { name, title: declaration.title?.value ?? '', permits: permits.sort(compareText), ...docOf(declaration.doc) }
}

/** What it permits could be read whole; else nobody knows what it leaves out. */
export function isWholePurpose({ declaration, file, module }: ModuleSymbol<'purpose'>): boolean {
  const isRead = module.files.find(({ path }) => path === file)?.broken !== true
  const list = declaration.entries.find(({ name }) => name.text === 'permits')
  return isRead && list?.value?.kind === 'path-patterns'
}

function readPatterns(symbol: ModuleSymbol<'purpose'>, reporter: Reporter): PathPatternList | undefined {
  const { declaration, file, name } = symbol
  const context: EntryContext = { file, block: `the purpose \`${name}\``, reporter }
  const member = readMembers(declaration.entries, { required: ['permits'] }, declaration.name.span, context).get(
    'permits',
  )
  if (member?.value === undefined) return undefined
  if (member.value.kind === 'path-patterns') return member.value
  reportWrongValue(member, 'a list of `object.operation` patterns', context)
  return undefined
}

/** Every pattern must match one of `operations` (all `object.operation` and ids of reads that the build knows). */
export function checkPermitsMatch(
  symbol: ModuleSymbol<'purpose'>,
  operations: readonly string[],
  reporter: Reporter,
): void {
  const list = symbol.declaration.entries.find((entry) => entry.name.text === 'permits')?.value
  if (list?.kind !== 'path-patterns') return
  const known = new Set(operations)
  for (const pattern of list.patterns) {
    const matches = pattern.text.includes('*')
      ? operations.some((operation) => matchesDottedPattern(pattern.text, operation))
      : known.has(pattern.text)
    if (matches) continue
    const near = nearMiss(pattern.text, operations)
    const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` }
    reporter.report(
      unmatchedPermit,
      { file: symbol.file, span: pattern.span },
      { purpose: symbol.name, pattern: pattern.text },
      help,
    )
  }
}
