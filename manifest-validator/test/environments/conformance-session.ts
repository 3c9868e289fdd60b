/** The conformance suite's questions about Layer 0, answered and judged wherever this runs. Gives the wrong answers only: there are thousands. */
import { jcsCanonicalize } from '../../../cli/src/conformance/kinds/jcs-canonicalize.ts'
import { jsonParse } from '../../../cli/src/conformance/kinds/json-parse.ts'
import { manifestProve } from '../../../cli/src/conformance/kinds/manifest-prove.ts'
import { manifestRoot } from '../../../cli/src/conformance/kinds/manifest-root.ts'
import { manifestValidate } from '../../../cli/src/conformance/kinds/manifest-validate.ts'
import { presetResolve } from '../../../cli/src/conformance/kinds/preset-resolve.ts'
import { signatureVerify } from '../../../cli/src/conformance/kinds/signature-verify.ts'
import { wormConsistency } from '../../../cli/src/conformance/kinds/worm-consistency.ts'
import { wormInclusion } from '../../../cli/src/conformance/kinds/worm-inclusion.ts'
import { wormRoot } from '../../../cli/src/conformance/kinds/worm-root.ts'
import type { ConformanceCase, JsonObject } from '../../../spec-tests/src/case.ts'
import { compareAnswer } from '../../../spec-tests/src/compare-answer.ts'

const KINDS: Readonly<Record<string, (input: JsonObject) => object>> = {
  'jcs.canonicalize': jcsCanonicalize,
  'json.parse': jsonParse,
  'manifest.prove': manifestProve,
  'manifest.root': manifestRoot,
  'manifest.validate': manifestValidate,
  'preset.resolve': presetResolve,
  'signature.verify': signatureVerify,
  'worm.consistency': wormConsistency,
  'worm.inclusion': wormInclusion,
  'worm.root': wormRoot,
}

export interface Verdict {
  readonly asked: number
  readonly kinds: readonly string[]
  readonly wrong: readonly string[]
}

/** YAML is the compiler's, not Layer 0's. */
export function judgeCases(cases: readonly ConformanceCase[]): Verdict {
  const asked = cases.filter(({ kind, input }) => KINDS[kind] !== undefined && input['format'] !== 'yaml')
  const wrong = asked.flatMap(({ id, kind, input, expected }) => {
    const difference = compareAnswer(kind, expected, answer(kind, input))
    return difference === undefined ? [] : [`${id}: ${difference}`]
  })
  return { asked: asked.length, kinds: [...new Set(asked.map(({ kind }) => kind))].sort(), wrong }
}

function answer(kind: string, input: JsonObject): JsonObject {
  try {
    return { result: JSON.parse(JSON.stringify(KINDS[kind]!(input))) }
  } catch (error) {
    return { error: String(error) }
  }
}
