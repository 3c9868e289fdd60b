/**
 * A small module checked by the parser and the type checker alone: types, constants and rules, without the analysis around them. Expected errors are
 * comment lines under the offending text: `//   ^^^^ error CQ3101`, optionally followed by `: part of the message`.
 */
import assert from 'node:assert/strict'
import { checkExpression, type ExpressionScope } from '../../src/check/check-expression.ts'
import { type Diagnostic, DiagnosticSink } from '../../src/diagnostics/diagnostic.ts'
import type { Expr } from '../../src/program/expression.ts'
import type { RecordType, Type } from '../../src/program/type.ts'
import { parseSource } from '../../src/syntax/parse-source.ts'
import type { SourceTree } from '../../src/syntax/tree.ts'
import { CLAIMS_RECORD, CONTEXT_RECORD } from '../../src/types/claims-record.ts'
import { resolveType, type TypeScope } from '../../src/types/resolve-type.ts'

const FILE = 'example.claw'

export interface CheckedSource {
  readonly types: ReadonlyMap<string, Type>
  readonly constants: ReadonlyMap<string, Expr>
  /** By name. */
  readonly rules: ReadonlyMap<string, Expr>
  readonly diagnostics: readonly Diagnostic[]
}

export function checkSource(text: string): CheckedSource {
  const sink = new DiagnosticSink()
  const tree = parseSource(FILE, text, sink)
  const types = new Map<string, Type>()
  const constants = new Map<string, Expr>()
  const rules = new Map<string, Expr>()
  const words = wordsOf(tree)
  const scope: TypeScope & ExpressionScope = {
    file: FILE,
    root: () => undefined,
    constant: (name) => constants.get(name),
    word: (name) => words.get(name),
    names: () => [...constants.keys(), ...words.keys()],
    lookupType: (name) => types.get(name.text),
    enumeration: (name) => {
      const type = types.get(name)
      return type?.kind === 'enum' ? type : undefined
    },
  }
  for (const declaration of tree.declarations) {
    if (declaration.kind === 'type' && declaration.type !== undefined) {
      const type = resolveType(declaration.type, scope, sink)
      if (type !== undefined) types.set(declaration.name.text, { ...type, name: declaration.name.text })
    }
    if (declaration.kind === 'const' && declaration.value !== undefined) {
      const type = declaration.type === undefined ? undefined : resolveType(declaration.type, scope, sink)
      if (declaration.type !== undefined && type === undefined) continue
      const value = checkExpression(declaration.value, scope, type, sink)
      if (value !== undefined) constants.set(declaration.name.text, value)
    }
    if (declaration.kind !== 'action' || declaration.input === undefined) continue
    const { fields, span } = declaration.input
    const input = resolveType({ kind: 'record-type', open: false, fields, span }, scope, sink)
    if (input?.kind !== 'record') continue
    for (const rule of declaration.rules) {
      if (rule.condition === undefined) continue
      const inner = {
        ...scope,
        root: (name: string) => rootOf(name, input),
        names: () => ['input', 'claims', 'context', ...scope.names()],
      }
      const condition = checkExpression(rule.condition, inner, { kind: 'bool' }, sink)
      if (condition !== undefined) rules.set(rule.name.text, condition)
    }
  }
  return { types, constants, rules, diagnostics: sink.sorted() }
}

function rootOf(name: string, input: RecordType): Type | undefined {
  return { input, claims: CLAIMS_RECORD, context: CONTEXT_RECORD }[name]
}

function wordsOf(tree: SourceTree): ReadonlyMap<string, 'role' | 'purpose'> {
  const words = new Map<string, 'role' | 'purpose'>()
  for (const declaration of tree.declarations) {
    if (declaration.kind === 'role' || declaration.kind === 'purpose')
      words.set(declaration.name.text, declaration.kind)
  }
  return words
}

/** Asserts that exactly the marked errors appear, each at exactly the marked text. */
export function expectMarked(text: string): CheckedSource {
  const checked = checkSource(text)
  const found = checked.diagnostics.map(
    ({ severity, code, location }) =>
      `${severity} ${code} at ${JSON.stringify(text.slice(location.span.start, location.span.end))}`,
  )
  const marks = marksOf(text)
  const told = checked.diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n')
  assert.deepEqual([...found].sort(), marks.map(({ expected }) => expected).sort(), `${text}\n${told}`)
  for (const { expected, words } of marks) {
    const diagnostic = checked.diagnostics[found.indexOf(expected)]
    const said = [diagnostic?.message, diagnostic?.help, ...(diagnostic?.notes ?? [])].join('; ')
    assert(words === undefined || said.includes(words), `expected "${words}" in "${said}"`)
  }
  return checked
}

function marksOf(text: string): readonly { readonly expected: string; readonly words: string | undefined }[] {
  const lines = text.split('\n')
  let marked = ''
  return lines.flatMap((line) => {
    const match = /^(\s*\/\/\s*)(\^+) (error|warning) (CQ\d{4})(?:: (.*))?$/.exec(line)
    if (match === null) {
      marked = line
      return []
    }
    const [, before = '', carets = '', severity, code, words] = match
    const underlined = marked.slice(before.length, before.length + carets.length)
    return [{ expected: `${severity} ${code} at ${JSON.stringify(underlined)}`, words }]
  })
}

/** Asserts that the text between `«` and `»` is the one thing refused, for the given code. */
export function expectRefused(marked: string, code: string, words = ''): void {
  const start = marked.indexOf('«')
  const text = marked.replace('«', '').replace('»', '')
  const { diagnostics } = checkSource(text)
  const found = diagnostics.map((one) => `${one.code} at ${text.slice(one.location.span.start, one.location.span.end)}`)
  const underlined = marked.slice(start + 1, marked.indexOf('»'))
  assert.deepEqual(
    found,
    [`${code} at ${underlined}`],
    `${marked}\n${diagnostics.map(({ message }) => message).join('\n')}`,
  )
  const said = diagnostics.map((one) => [one.message, one.help, ...one.notes].join('; ')).join()
  assert(said.includes(words), `expected "${words}" in "${said}"`)
}
