/** The exported names of a package's entry with their signatures, as text: what its users may rely on, and what a change to it shows in review. */
import { join } from 'node:path'
import { type ExportedDeclarations, Node, Project } from 'ts-morph'
import { ROOT } from './source-tree.ts'

/** `entry` is relative to the root, `compiler/src/index.ts`. One paragraph per name, ascending. */
export function publicSurface(entry: string): string {
  const project = new Project({
    tsConfigFilePath: join(ROOT, 'tsconfig.test.json'),
    skipAddingFilesFromTsConfig: true,
    compilerOptions: { customConditions: ['source'] },
  })
  const source = project.addSourceFileAtPath(join(ROOT, entry))
  const paragraphs = [...source.getExportedDeclarations()].flatMap(([name, declarations]) =>
    declarations.map((declaration) => `${name}\n${signature(declaration)}`),
  )
  return `${paragraphs.sort().join('\n\n')}\n`
}

function signature(declaration: ExportedDeclarations): string {
  if (Node.isFunctionDeclaration(declaration)) {
    const parameters = declaration.getParameters().map((parameter) => parameter.getText())
    return `  function (${parameters.join(', ')}): ${declaration.getReturnTypeNode()?.getText() ?? 'void'}`
  }
  if (Node.isVariableDeclaration(declaration)) return `  const: ${declaration.getTypeNode()?.getText() ?? 'inferred'}`
  if (Node.isClassDeclaration(declaration)) {
    const members = declaration.getMembers().filter((member) => !member.getText().startsWith('#'))
    return members.map((member) => `  ${member.getText().split('{')[0]?.trim() ?? ''}`).join('\n')
  }
  return declaration
    .getText()
    .replace(/\/\*\*[\s\S]*?\*\/\s*/g, '')
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .filter((line) => line !== '')
    .join('\n')
}
