/** Fields that are not what they seem: quoted without need, or of one text that is written like a type. The habits of JSON. */
import { needlessQuotes, textNamedLikeType } from '../diagnostics/catalogue/lint.ts'
import type { FieldNode, TypeNode } from '../syntax/tree.ts'
import { BUILTIN_TYPES } from '../types/resolve-type.ts'
import { declarationsOf, type LintContext, warn } from './lint-context.ts'

export function lintFields(context: LintContext): void {
  const types = new Set<string>(BUILTIN_TYPES)
  const placed = declarationsOf(context.files)
  for (const { declaration } of placed) if (declaration.kind === 'type') types.add(declaration.name.text)
  for (const { declaration, file } of placed) {
    visitFields(declaration, (field) => {
      lintQuotes(context, field, file)
      lintText(context, field.type, types, file)
    })
  }
}

/** Also where a type is part of another: elements, variants, results. */
function visitFields(node: object, visit: (field: FieldNode) => void): void {
  if (isField(node)) visit(node)
  for (const part of Object.values(node)) if (typeof part === 'object' && part !== null) visitFields(part, visit)
}

function isField(node: object): node is FieldNode {
  return 'optional' in node && 'nullable' in node && 'quoted' in node
}

function lintQuotes(context: LintContext, { name, quoted }: FieldNode, file: string): void {
  const { text, span } = name
  if (!quoted || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(text) || RESERVED.has(text)) return
  const fixes = [{ title: 'remove the quotes', edits: [{ file, span, text }] }]
  warn(context, needlessQuotes, { file, span }, { name: text }, { fixes })
}

const RESERVED: ReadonlySet<string> = new Set(['true', 'false', 'null', 'in'])

function lintText(context: LintContext, type: TypeNode | undefined, types: ReadonlySet<string>, file: string): void {
  if (type?.kind !== 'literal-union') return
  const [literal, ...more] = type.literals
  if (literal === undefined || more.length > 0 || !types.has(literal.value)) return
  const edits = [{ file, span: literal.span, text: literal.value }]
  const fixes = [{ title: `write \`${literal.value}\``, edits }]
  warn(context, textNamedLikeType, { file, span: literal.span }, { text: literal.value }, { fixes })
}
