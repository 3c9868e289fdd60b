/**
 * A TypeScript program over the module of handlers and the check file beside it. It takes the options of the nearest tsconfig.json, so that the module's
 * imports resolve as they do for its author, and sets those that a proof rests on.
 */
import { basename, dirname, join } from 'node:path'
import type { ts as typescript } from 'ts-morph'
import { UsageError } from '../exit-status.ts'
import type { TsMorph } from './load-ts-morph.ts'

export interface OpenedProgram {
  readonly program: typescript.Program
  readonly handlers: typescript.SourceFile
  readonly check: typescript.SourceFile
}

/** `file`: the absolute path of the module. `textOf` gives the check file's text for the way it imports the module. */
export function openProgram(
  { Project, ts }: TsMorph,
  file: string,
  textOf: (specifier: string) => string,
): OpenedProgram {
  const project = new Project({
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    compilerOptions: { ...optionsNear(ts, file), ...requiredOptions(ts) },
  })
  const path = join(dirname(file), `.${basename(file)}.clawqlc-check.mts`)
  const check = project.createSourceFile(path, textOf(`./${basename(file)}`))
  const program = project.getProgram().compilerObject
  const handlers = program.getSourceFile(file)
  if (handlers === undefined)
    throw new UsageError(`TypeScript does not read \`${file}\``, 'handlers stand in a .ts, .mts, .js or .mjs file')
  return { program, handlers, check: check.compilerNode }
}

/** INVARIANT L7: without strict checking TypeScript would let a handler pass that takes something else. */
function requiredOptions(ts: TsMorph['ts']): typescript.CompilerOptions {
  return {
    strict: true,
    strictNullChecks: true,
    strictFunctionTypes: true,
    // What has no type is told as such, and not as an error of the module.
    noImplicitAny: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    noUncheckedIndexedAccess: false,
    allowJs: true,
    allowImportingTsExtensions: true,
    allowSyntheticDefaultImports: true,
    skipLibCheck: true,
    noEmit: true,
    composite: false,
    incremental: false,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ESNext,
  }
}

/** No inputs: those of the project are not asked for. */
const NO_INPUTS = new Set([18002, 18003])

/** What is installed, as every project had it that does not say otherwise. */
const ALL_TYPES = { types: ['*'] }

function optionsNear(ts: TsMorph['ts'], file: string): typescript.CompilerOptions {
  const path = ts.findConfigFile(dirname(file), ts.sys.fileExists)
  if (path === undefined) return ALL_TYPES
  const read = ts.readConfigFile(path, ts.sys.readFile)
  const parsed = ts.parseJsonConfigFileContent(read.config ?? {}, ts.sys, dirname(path))
  const fault = read.error ?? parsed.errors.find(({ code }) => !NO_INPUTS.has(code))
  if (fault !== undefined) throw new UsageError(`${path}: ${ts.flattenDiagnosticMessageText(fault.messageText, ' ')}`)
  return { ...ALL_TYPES, ...parsed.options }
}
