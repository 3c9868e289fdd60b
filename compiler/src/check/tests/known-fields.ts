/**
 * That a call of a test gives only fields that the input has. What a test changes may be wrong on purpose, but a field that nobody declared is a slip of the pen
 * unless the test says that such a call is refused: it would be denied whatever else it says.
 */
import { unknownInputField } from '../../diagnostics/catalogue/tests.ts'
import type { Reporter } from '../../diagnostics/diagnostic.ts'
import type { Expectation } from '../../program/program.ts'
import type { RecordType, Type } from '../../program/type.ts'
import type { Expression, RecordExpression } from '../../syntax/tree.ts'
import { nearMiss } from '../../text/near-miss.ts'
import type { CheckedAction } from '../check-action.ts'

/** Nothing is known of an input whose file could not be read whole. `expected`: all that the test expects of the call. False where a field is unknown. */
export function requireKnownFields(
  changes: RecordExpression | undefined,
  { id, input, symbol }: CheckedAction,
  expected: readonly Expectation[],
  file: string,
  reporter: Reporter,
): boolean {
  const isRefused = expected.some((one) => one.effect === 'deny' && one.code === 'SCHEMA_INVALID')
  const isWhole = symbol.module.files.find(({ path }) => path === symbol.file)?.broken !== true
  if (changes === undefined || input === undefined || isRefused || !isWhole) return true
  const unknown = unknownFields(changes, input, [])
  for (const { path, span, known } of unknown) {
    const near = nearMiss(path.at(-1) ?? '', known)
    const help =
      near === undefined ? 'a test of what is not declared expects `deny SCHEMA_INVALID`' : `did you mean \`${near}\`?`
    reporter.report(unknownInputField, { file, span }, { action: id, path: path.join('.') }, { help })
  }
  return unknown.length === 0
}

interface Unknown {
  readonly path: readonly string[]
  readonly span: RecordExpression['span']
  readonly known: readonly string[]
}

function unknownFields({ fields }: RecordExpression, type: RecordType, above: readonly string[]): readonly Unknown[] {
  const known = type.fields.map((field) => field.name)
  return fields.flatMap(({ name, value }) => {
    const path = [...above, name.text]
    const field = type.fields.find((candidate) => candidate.name === name.text)
    if (field === undefined) return type.open ? [] : [{ path, span: name.span, known }]
    return unknownWithin(value, field.type, path)
  })
}

function unknownWithin(value: Expression, type: Type, path: readonly string[]): readonly Unknown[] {
  if (value.kind === 'record' && type.kind === 'record') return unknownFields(value, type, path)
  if (value.kind === 'list' && type.kind === 'list')
    return value.elements.flatMap((element) => unknownWithin(element, type.element, path))
  return []
}
