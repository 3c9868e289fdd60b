/**
 * Codes CQ2xxx: modules, imports and names. One entry per code, each with a page under docs/reference/diagnostics; a code is never reused.
 */
import { type CatalogueEntry, define } from '../diagnostic.ts'

export const unknownName: CatalogueEntry<{ what: string; name: string }> = define('CQ2001', {
  slug: 'unknown-name',
  severity: 'error',
  message: ({ what, name }) => `there is no ${what} \`${name}\` in this module`,
})

export const duplicateDeclaration: CatalogueEntry<{ what: string; name: string }> = define('CQ2002', {
  slug: 'duplicate-declaration',
  severity: 'error',
  message: ({ what, name }) => `the ${what} \`${name}\` is declared twice in this module`,
})

export const missingModule: CatalogueEntry<Record<never, never>> = define('CQ2003', {
  slug: 'missing-module',
  severity: 'error',
  message: () => 'the file does not say which module it belongs to',
})

export const moduleMismatch: CatalogueEntry<{ written: string; expected: string }> = define('CQ2004', {
  slug: 'module-mismatch',
  severity: 'error',
  message: ({ written, expected }) =>
    `this file says module \`${written}\`, the other files of its directory say \`${expected}\``,
})

export const moduleInTwoDirectories: CatalogueEntry<{ name: string; directory: string; other: string }> = define(
  'CQ2005',
  {
    slug: 'module-in-two-directories',
    severity: 'error',
    message: ({ name, directory, other }) =>
      `module \`${name}\` is in two directories, \`${other}\` and \`${directory}\``,
  },
)

export const unknownModule: CatalogueEntry<{ name: string }> = define('CQ2006', {
  slug: 'unknown-module',
  severity: 'error',
  message: ({ name }) => `there is no module \`${name}\``,
})

export const unknownImport: CatalogueEntry<{ module: string; name: string }> = define('CQ2007', {
  slug: 'unknown-import',
  severity: 'error',
  message: ({ module, name }) => `module \`${module}\` declares no \`${name}\``,
})

export const privateImport: CatalogueEntry<{ module: string; name: string }> = define('CQ2008', {
  slug: 'private-import',
  severity: 'error',
  message: ({ module, name }) => `\`${name}\` is private to module \`${module}\``,
})

export const unusedImport: CatalogueEntry<{ name: string }> = define('CQ2009', {
  slug: 'unused-import',
  severity: 'warning',
  message: ({ name }) => `\`${name}\` is imported and never used`,
})

export const importCycle: CatalogueEntry<{ path: readonly string[] }> = define('CQ2010', {
  slug: 'import-cycle',
  severity: 'error',
  message: ({ path }) =>
    path.length === 2 && path[0] === path[1]
      ? `module \`${path[0]}\` imports itself`
      : `modules import each other: ${path.map((name) => `\`${name}\``).join(' → ')}`,
})

export const conflictingImport: CatalogueEntry<{ name: string }> = define('CQ2011', {
  slug: 'conflicting-import',
  severity: 'error',
  message: ({ name }) => `\`${name}\` already stands for something else in this module`,
})

export const declaredInTwoModules: CatalogueEntry<{ what: string; name: string; other: string }> = define('CQ2012', {
  slug: 'declared-in-two-modules',
  severity: 'error',
  message: ({ what, name, other }) => `the ${what} \`${name}\` is declared in module \`${other}\` too`,
})

export const typeCycle: CatalogueEntry<{ path: readonly string[] }> = define('CQ2013', {
  slug: 'type-cycle',
  severity: 'error',
  message: ({ path }) => `a type cannot contain itself: ${path.map((name) => `\`${name}\``).join(' → ')}`,
})

export const constantCycle: CatalogueEntry<{ path: readonly string[] }> = define('CQ2014', {
  slug: 'constant-cycle',
  severity: 'error',
  message: ({ path }) => `a constant cannot depend on itself: ${path.map((name) => `\`${name}\``).join(' → ')}`,
})

export const ambiguousWord: CatalogueEntry<{ what: string; other: string; name: string }> = define('CQ2015', {
  slug: 'ambiguous-word',
  severity: 'error',
  message: ({ what, other, name }) =>
    `the ${what} \`${name}\` has the name of a ${other}; an expression could not tell them apart`,
})

export const unknownAnnotation: CatalogueEntry<{ name: string; what: string }> = define('CQ2016', {
  slug: 'unknown-annotation',
  severity: 'error',
  message: ({ name, what }) => `\`@${name}\` means nothing on ${what}`,
})

export const privateAction: CatalogueEntry<{ name: string; module: string }> = define('CQ2017', {
  slug: 'private-action',
  severity: 'error',
  message: ({ name, module }) => `the action \`${name}\` is private to module \`${module}\``,
})

export const builtinName: CatalogueEntry<{ name: string; meaning: string }> = define('CQ2018', {
  slug: 'builtin-name',
  severity: 'error',
  message: ({ name, meaning }) => `\`${name}\` is ${meaning} everywhere`,
})

export const unknownPackage: CatalogueEntry<{ name: string }> = define('CQ2040', {
  slug: 'unknown-package',
  severity: 'error',
  message: ({ name }) => `no package \`${name}\` with policies is installed in the workspace`,
})

export const scaledUnit: CatalogueEntry<{ problem: string }> = define('CQ2041', {
  slug: 'scaled-unit',
  severity: 'error',
  message: ({ problem }) => problem,
})

export const standardModule: CatalogueEntry<{ name: string }> = define('CQ2019', {
  slug: 'standard-module',
  severity: 'error',
  message: ({ name }) => `\`${name}\` is a module of the standard library`,
})

export const repeatedContext: CatalogueEntry<Record<never, never>> = define('CQ2030', {
  slug: 'repeated-context',
  severity: 'error',
  message: () => 'the module has a second `context`; its facts are declared once',
})

export const functionCycle: CatalogueEntry<{ path: readonly string[] }> = define('CQ2031', {
  slug: 'function-cycle',
  severity: 'error',
  message: ({ path }) => `a function calls itself: ${path.map((name) => `\`${name}\``).join(' → ')}`,
})

export const duplicateParameter: CatalogueEntry<{ name: string }> = define('CQ2032', {
  slug: 'duplicate-parameter',
  severity: 'error',
  message: ({ name }) => `two parameters are called \`${name}\``,
})

export const argumentCount: CatalogueEntry<{ name: string; expected: number; found: number }> = define('CQ2033', {
  slug: 'argument-count',
  severity: 'error',
  message: ({ name, expected, found }) =>
    `\`${name}\` takes ${expected === 1 ? '1 argument' : `${expected} arguments`}, found ${found}`,
})

export const oversizedExpression: CatalogueEntry<{ name: string }> = define('CQ2034', {
  slug: 'oversized-expression',
  severity: 'error',
  message: ({ name }) => `with its calls written out, \`${name}\` is larger than an expression may be`,
})

export const deepDependency: CatalogueEntry<{ name: string }> = define('CQ2035', {
  slug: 'deep-dependency',
  severity: 'error',
  message: ({ name }) => `\`${name}\` stands at the end of more than 64 declarations that each need the next`,
})
