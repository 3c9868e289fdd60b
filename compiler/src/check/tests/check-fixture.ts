/**
 * Fixtures: claims or an action's input under a name, for tests to start from. A fixture is right by itself; tests change what they need wrong.
 */
import { missingClaims, unknownFixtureSubject } from '../../diagnostics/catalogue/tests.ts'
import type { Reporter } from '../../diagnostics/diagnostic.ts'
import type { JsonValue } from '../../program/type.ts'
import type { Module, ModuleSymbol } from '../../resolve/module.ts'
import type { Name } from '../../syntax/tree.ts'
import type { CheckedAction } from '../check-action.ts'
import { refuseAnnotations } from '../check-annotations.ts'
import { checkValue } from '../constant-value.ts'
import type { Declarations } from '../declarations.ts'
import { expressionScope } from '../scopes.ts'
import { type Claims, GIVEN_CLAIMS, readClaims, TEST_CLAIMS } from './read-claims.ts'

export type Fixture =
  | { readonly kind: 'claims'; readonly claims: Claims }
  | {
      readonly kind: 'input'
      readonly action: CheckedAction
      readonly input: { readonly [key: string]: JsonValue } | undefined
    }

export interface FixtureContext {
  readonly declarations: Declarations
  /** Does not report. */
  readonly findAction: (name: Pick<Name, 'text'>) => CheckedAction | undefined
  readonly actionIds: () => Iterable<string>
  /** A name that cannot be known because a file is broken. */
  readonly isExcused: (name: string, module: Module) => boolean
}

/** Undefined where its subject is unknown; an input that is wrong has no `input`. */
export function checkFixture(symbol: ModuleSymbol<'fixture'>, context: FixtureContext): Fixture | undefined {
  const { declaration, file, module } = symbol
  const { declarations } = context
  const { reporter } = declarations
  refuseAnnotations(declaration.annotations, 'a fixture', file, reporter)
  const { subject, value } = declaration
  const scope = expressionScope(module, file, {}, declarations)
  if (subject.text === 'claims') {
    const claims = readClaims(value, false, scope, reporter)
    const written = value?.fields.map((field) => field.name.text) ?? []
    const names = GIVEN_CLAIMS.filter((name) => !written.includes(name))
    if (names.length > 0 && value) reporter.report(missingClaims, { file, span: declaration.name.span }, { names })
    return { kind: 'claims', claims: { ...TEST_CLAIMS, ...claims } }
  }
  const action = context.findAction(subject)
  if (action === undefined) {
    if (!context.isExcused(subject.text, module)) {
      reporter.report(unknownFixtureSubject, { file, span: subject.span }, { subject: subject.text })
    }
    return undefined
  }
  // Of an input whose file could not be read whole some fields may be missing, or all there is to one.
  const isWhole = action.symbol.module.files.find(({ path }) => path === action.symbol.file)?.broken !== true
  const heard: Reporter = isWhole ? reporter : { report: () => undefined }
  const input = value && action.input && checkValue(value, action.input, scope, heard)
  return { kind: 'input', action, input: isObject(input) ? input : undefined }
}

export function isObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
