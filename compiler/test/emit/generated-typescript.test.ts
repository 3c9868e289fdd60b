/** The TypeScript, JavaScript and declaration files of a module say the same, and the TypeScript holds under the strictest settings we use ourselves. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { Project, ts } from 'ts-morph'
import { emitCode } from '../../src/emit/emit-code.ts'
import { emitSdk } from '../../src/emit/sdk.ts'
import type { Action, Program } from '../../src/program/program.ts'
import type { Field, Type } from '../../src/program/type.ts'
import { anyCondition, EXPRESSION_INPUT } from './expression-arbitrary.ts'
import { BALANCE, TREASURY, TREASURY_MANIFEST } from './treasury-program.ts'
import { anyRecord } from './type-arbitrary.ts'

const CONTRACT = readFileSync(new URL('../../../manifest-validator/src/contract.ts', import.meta.url), 'utf8')

const STRICT: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2024.d.ts'],
  types: [],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  isolatedDeclarations: true,
  declaration: true,
  paths: { 'clawql-manifest-validator': ['/contract.ts'] },
}

interface Module {
  readonly name: string
  readonly ts: string
  readonly js: string
  readonly dts: string
}

function modulesOf(program: Program): readonly Module[] {
  const code = emitCode(program, TREASURY_MANIFEST)
  return [
    { name: 'guards', ...code.guards },
    { name: 'validators', ...code.validators },
    { name: 'sdk', ...emitSdk(code.actions, '/** @generated from a.claw */') },
  ]
}

/** Errors of the modules' TypeScript files. */
function typeErrors(modules: readonly Module[]): readonly string[] {
  const project = new Project({ useInMemoryFileSystem: true, compilerOptions: STRICT })
  project.createSourceFile('/contract.ts', CONTRACT)
  for (const { name, ts: text } of modules) project.createSourceFile(`/${name}.ts`, text)
  return project
    .getPreEmitDiagnostics()
    .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.compilerObject.messageText, '\n'))
}

/** One form for texts that differ in layout and comments only. */
function reprinted(text: string, fileName: string): string {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true)
  return ts.createPrinter({ removeComments: true }).printFile(source)
}

function withoutTypes(text: string): string {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { ...STRICT, isolatedDeclarations: false, declaration: false },
  })
  return reprinted(outputText, 'a.js')
}

function exportsIn(declarations: string): readonly string[] {
  const source = ts.createSourceFile('a.d.ts', declarations, ts.ScriptTarget.Latest, true)
  const printer = ts.createPrinter({ removeComments: true })
  return source.statements
    .filter(
      (statement) =>
        ts.canHaveModifiers(statement) &&
        ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
    )
    .map((statement) => printer.printNode(ts.EmitHint.Unspecified, statement, source))
    .sort()
}

/** Everything that a guard looks at beside rules; its first condition is also one that waives. */
function governed(action: Action): Action {
  const text: Type = { kind: 'string', minLength: 0, maxLength: 9 }
  const fields: readonly Field[] = [
    { name: 'open', type: { kind: 'bool' }, optional: false, nullable: false },
    { name: 'toString', type: { kind: 'timestamp' }, optional: true, nullable: false },
    {
      name: 'names',
      type: { kind: 'list', element: text, minLength: 0, maxLength: 3, unique: true },
      optional: true,
      nullable: false,
    },
  ]
  const condition = action.rules[0]!.condition
  const groups = [{ role: 'compliance-officer', min: 2 }]
  const waivers = [
    { name: 'none', condition, groups: [], quorum: 0 },
    { name: 'one', condition, groups: [{ role: 'compliance-officer', min: 1 }], quorum: 1 },
  ]
  return {
    ...action,
    facts: { kind: 'record', open: true, fields },
    governance: {
      ...action.governance,
      scopes: ['repo:write', 'a.*'],
      approval: { groups, quorum: 2, ttlSeconds: 60, waivers },
    },
  }
}

function withActions(actions: readonly Action[]): Program {
  return { ...TREASURY, actions }
}

describe('generated modules', () => {
  for (const module of modulesOf(TREASURY)) {
    it(`${module.name}.ts passes the strictest type check`, () => {
      assert.deepEqual(typeErrors([module]), [])
    })
    it(`${module.name}.js is ${module.name}.ts without its types`, () => {
      assert.equal(reprinted(module.js, 'a.js'), withoutTypes(module.ts))
    })
    it(`${module.name}.d.ts declares what the TypeScript file declares`, () => {
      const { outputText } = ts.transpileDeclaration(module.ts, { compilerOptions: STRICT })
      assert.deepEqual(exportsIn(module.dts), exportsIn(outputText))
    })
    it(`${module.name}.js imports nothing`, () => {
      assert.doesNotMatch(module.js, /^import|\bimport\(/m)
    })
  }

  it('arbitrary types and rules pass the type check and lose nothing but types (6 programs)', () => {
    const rule = anyCondition.map((condition) => ({ form: 'forbid' as const, name: 'r', condition, message: 'm' }))
    fc.assert(
      fc.property(anyRecord, anyRecord, fc.array(rule, { minLength: 1, maxLength: 4 }), (input, output, rules) => {
        const first: Action = { ...BALANCE, input, output }
        const second: Action = governed({ ...BALANCE, id: 'asset.transfer_sensitive', input: EXPRESSION_INPUT, rules })
        const modules = modulesOf(withActions([second, first]))
        assert.deepEqual(typeErrors(modules), [])
        for (const module of modules) assert.equal(reprinted(module.js, 'a.js'), withoutTypes(module.ts))
      }),
      { numRuns: 6 },
    )
  })
})
