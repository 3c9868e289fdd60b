/**
 * The public conformance suite of CEL through the program that rules of foreign manifests run as. What the profile leaves out is listed with its reason;
 * a listed case that passes must leave the list.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import type { JsonObject } from '../../../spec-tests/src/case.ts'
import { compareAnswer } from '../../../spec-tests/src/compare-answer.ts'
import { type CelDeclaration, evaluateCel } from '../../src/foreign/evaluate-cel.ts'

const SUITE = '../shared/vectors/cel/conformance.jsonl'

interface CelCase {
  readonly file: string
  readonly section: string
  readonly name: string
  readonly expr: string
  readonly container?: string
  readonly check_only?: boolean
  readonly needs?: string | readonly string[]
  readonly type_env?: readonly { readonly name: string; readonly type?: string }[]
  readonly bindings?: Readonly<Record<string, unknown>>
  readonly expect: { readonly value?: JsonObject; readonly error?: unknown }
}

/** Core cases in which the engine strays, each with the reason. */
const NO_QUOTED_FIELDS = 'the engine does not read quoted field names; such an expression is refused'
const NO_ENUMS = 'values of a protobuf enumeration are no values of JSON'
const NO_CONTAINERS = 'a rule is written in no container'
const NO_DOTTED_ROOTS = 'the roots of a rule have no dots, so none can be shadowed by the variable of a macro'
const EXPECTED_TO_FAIL: Readonly<Record<string, string>> = {
  'enums/strong_proto2/convert_unnamed_to_int': NO_ENUMS,
  'enums/strong_proto3/convert_unnamed_to_int': NO_ENUMS,
  'fields/quoted_map_fields/field_access_dash': NO_QUOTED_FIELDS,
  'fields/quoted_map_fields/field_access_dot': NO_QUOTED_FIELDS,
  'fields/quoted_map_fields/field_access_slash': NO_QUOTED_FIELDS,
  'fields/quoted_map_fields/has_field_dash': NO_QUOTED_FIELDS,
  'fields/quoted_map_fields/has_field_dot': NO_QUOTED_FIELDS,
  'fields/quoted_map_fields/has_field_slash': NO_QUOTED_FIELDS,
  'namespace/namespace/self_eval_container_lookup': NO_CONTAINERS,
  'namespace/namespace/self_eval_container_lookup_unchecked': NO_CONTAINERS,
  'namespace/namespace_shadowing/basic': NO_CONTAINERS,
  'namespace/namespace_shadowing/comprehension_shadowing_disambiguation':
    'the engine does not read a leading dot past the variable of a macro',
  'namespace/namespace_shadowing/comprehension_shadowing_selector': NO_DOTTED_ROOTS,
  'namespace/namespace_shadowing/comprehension_shadowing_selector_parse_only': NO_DOTTED_ROOTS,
}

/** Extensions of CEL that the profile does not have, and how many of their cases pass all the same (an error is expected, or nothing of it is used). */
const EXTENSIONS: Readonly<Record<string, number>> = {
  'ext:bindings': 0,
  'ext:block': 0,
  'ext:encoders': 0,
  'ext:math': 17,
  'ext:network': 9,
  'ext:optionals': 3,
  'ext:string': 49,
  'ext:string and wkt': 1,
  'ext:two_variable_comprehensions': 8,
  // Wrappers and other messages of protobuf that the engine knows; no value of JSON becomes one.
  wkt: 86,
}

if (existsSync(SUITE)) {
  describe('the CEL conformance suite', () => {
    const cases = readFileSync(SUITE, 'utf8')
      .trim()
      .split('\n')
      .map((line): CelCase => JSON.parse(line))
      .filter(({ check_only }) => check_only !== true)
    const core = cases.filter(({ needs }) => needs === undefined)

    it(`core: ${core.length} expressions, ${Object.keys(EXPECTED_TO_FAIL).length} listed as left out`, () => {
      const failed = core.filter((each) => !passes(each)).map(({ file, section, name }) => `${file}/${section}/${name}`)
      assert.deepEqual(failed.sort(), Object.keys(EXPECTED_TO_FAIL).sort())
    })

    it('extensions: none is part of the profile', () => {
      const passed: Record<string, number> = {}
      for (const each of cases.filter(({ needs }) => needs !== undefined)) {
        const extension = [each.needs].flat().join(' and ')
        passed[extension] = (passed[extension] ?? 0) + (passes(each) ? 1 : 0)
      }
      assert.deepEqual(passed, EXTENSIONS)
    })
  })
}

function passes({ expr, type_env = [], bindings = {}, expect }: CelCase): boolean {
  const declarations = type_env.flatMap(({ name, type }): CelDeclaration[] =>
    type === undefined ? [] : [{ name, type }],
  )
  const expected: JsonObject =
    expect.error === undefined ? { value: expect.value ?? { t: 'bool', v: true } } : { error: true }
  let answer: unknown
  try {
    answer = { result: evaluateCel(expr, declarations, bindings) }
  } catch (error) {
    answer = { error: String(error) }
  }
  return compareAnswer('cel.eval', expected, JSON.parse(JSON.stringify(answer))) === undefined
}
