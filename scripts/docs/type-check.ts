/** Type-checks a TypeScript example of the documentation against the project's own sources, with the compiler that ts-morph ships. */
import { join } from 'node:path'
import { Project, ts } from 'ts-morph'
import { ROOT } from '../source-tree.ts'

const STRICT: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2024.d.ts'],
  types: ['node'],
  typeRoots: [join(ROOT, 'node_modules', '@types')],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  customConditions: ['source'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
}

/** The messages, with the line in the example; empty when it type-checks strictly. */
export function typeErrors(text: string): readonly string[] {
  const project = new Project({ compilerOptions: STRICT, skipAddingFilesFromTsConfig: true })
  const example = project.createSourceFile(join(ROOT, 'scripts', 'docs', 'example-of-a-page.ts'), text)
  return example.getPreEmitDiagnostics().map((diagnostic) => {
    const message = ts.flattenDiagnosticMessageText(diagnostic.compilerObject.messageText, '\n')
    const line = diagnostic.getLineNumber()
    return line === undefined ? message : `line ${line}: ${message}`
  })
}
