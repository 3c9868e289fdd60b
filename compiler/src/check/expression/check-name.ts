/**
 * A bare word in an expression: a quantifier's variable, a root, a constant, or a role or purpose standing for its own name.
 */
import { hyphenatedWord, unknownWord } from '../../diagnostics/catalogue/types.ts'
import type { Root } from '../../program/expression.ts'
import type { Type } from '../../program/type.ts'
import type { Name, NameExpression } from '../../syntax/tree.ts'
import { nearMiss } from '../../text/near-miss.ts'
import { type Checked, type Context, didYouMean, plain, refuse } from './context.ts'
import { withKnownRange } from './known-range.ts'
import { withKnownVariants } from './known-variants.ts'
import { adaptConstant, checkText } from './literal.ts'

export const ROOTS: readonly Root[] = ['input', 'claims', 'context', 'value', 'actions']

// INVARIANT L2: a name means one thing that exists, or it is an error.
export function checkName(node: NameExpression, context: Context, expected: Type | undefined): Checked | undefined {
  const { scope, variables } = context
  const name = node.name.text
  const index = variables.findLastIndex((variable) => variable.name === name)
  if (index !== -1) {
    const depth = variables.length - 1 - index
    const variable = withKnownRange({ kind: 'variable', depth, name, type: variables[index]!.type }, context)
    return plain(withKnownVariants(variable, context), context)
  }
  const root = ROOTS.find((candidate) => candidate === name)
  const rootType = root === undefined ? undefined : scope.root(root)
  if (root !== undefined && rootType !== undefined) {
    return plain(withKnownVariants(withKnownRange({ kind: 'root', root, type: rootType }, context), context), context)
  }
  const substitute = scope.substitute?.(name)
  if (substitute !== undefined) return context.check(substitute, context, expected)
  const constant = scope.constant(name)
  if (constant !== undefined) return adaptConstant(constant, node.span, context, expected)
  if (scope.word(name) !== undefined) return checkText(name, node.span, context, expected)
  return refuseName(node, context, expected)
}

/** `input.amount` for `amount`, where exactly one root has a field of that name. */
function pathTo(name: string, { scope }: Context): string | undefined {
  const paths = ROOTS.flatMap((root) => {
    const type = scope.root(root)
    return type?.kind === 'record' && type.fields.some((field) => field.name === name) ? [`${root}.${name}`] : []
  })
  return paths.length === 1 ? paths[0] : undefined
}

function refuseName(node: NameExpression, context: Context, expected: Type | undefined): undefined {
  const name = node.name.text
  const names = context.scope.names()
  // A name that exists but has no meaning was reported where it is declared.
  if (names.includes(name) || context.scope.isExcused?.(name) === true) return undefined
  const known = [...context.variables.map((variable) => variable.name), ...names]
  const near = nearMiss(name, known)
  if (ROOTS.some((root) => root === name)) {
    const roots = ROOTS.filter((root) => context.scope.root(root) !== undefined).map((root) => `\`${root}\``)
    const help =
      roots.length === 0
        ? context.variables.length > 0
          ? 'a function sees its parameters and constants alone'
          : 'a constant is made of literals alone'
        : `here an expression starts from ${roots.join(', ')}`
    return refuse(context, node.span, unknownWord, { name }, { help })
  }
  if (expected?.kind === 'enum' && expected.values.includes(name)) {
    const text = JSON.stringify(name)
    const fixes = [{ title: `write \`${text}\``, edits: [{ file: context.scope.file, span: node.span, text }] }]
    return refuse(context, node.span, unknownWord, { name }, { help: `a text stands in quotes: \`${text}\``, fixes })
  }
  const path = near === undefined ? pathTo(name, context) : undefined
  if (path !== undefined) {
    const fixes = [{ title: `write \`${path}\``, edits: [{ file: context.scope.file, span: node.span, text: path }] }]
    return refuse(context, node.span, unknownWord, { name }, { help: `did you mean \`${path}\`?`, fixes })
  }
  if (!name.includes('-')) return refuse(context, node.span, unknownWord, { name }, didYouMean(near))
  return refuseHyphen(node.name, near, context)
}

/** A word with hyphens that is no role and no purpose: most likely a subtraction without spaces. */
export function refuseHyphen({ text: name, span }: Name, near: string | undefined, context: Context): undefined {
  const spaced = name.split('-').join(' - ')
  return refuse(
    context,
    span,
    hyphenatedWord,
    { word: name },
    {
      help:
        near === undefined || !near.includes('-')
          ? `a subtraction is written with spaces: \`${spaced}\``
          : `did you mean \`${near}\`?`,
      fixes: [{ title: `write \`${spaced}\``, edits: [{ file: context.scope.file, span, text: spaced }] }],
    },
  )
}
