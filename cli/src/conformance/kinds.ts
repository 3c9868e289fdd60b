/**
 * The kinds that this implementation answers. Owns the list alone; each kind is a file of its own. What is not listed is answered as unsupported.
 */
import { VERSION } from '../version.ts'
import type { AnswerKind } from './kind.ts'
import { celEval } from './kinds/cel-eval.ts'
import { checkpointVerify } from './kinds/checkpoint-verify.ts'
import { decision } from './kinds/decision.ts'
import { jcsCanonicalize } from './kinds/jcs-canonicalize.ts'
import { jsonParse } from './kinds/json-parse.ts'
import { manifestProve } from './kinds/manifest-prove.ts'
import { manifestRoot } from './kinds/manifest-root.ts'
import { manifestValidate } from './kinds/manifest-validate.ts'
import { presetResolve } from './kinds/preset-resolve.ts'
import { redact } from './kinds/redact.ts'
import { schemaValidate } from './kinds/schema-validate.ts'
import { signatureVerify } from './kinds/signature-verify.ts'
import { tilePathOf } from './kinds/tile-path.ts'
import { wormConsistency } from './kinds/worm-consistency.ts'
import { wormInclusion } from './kinds/worm-inclusion.ts'
import { wormRoot } from './kinds/worm-root.ts'
import { yamlParse } from './kinds/yaml-parse.ts'

export const KINDS: ReadonlyMap<string, AnswerKind> = new Map<string, AnswerKind>([
  ['capabilities', () => ({ name: 'clawql', version: VERSION, kinds: [...KINDS.keys()] })],
  ['cel.eval', celEval],
  ['checkpoint.verify', checkpointVerify],
  ['decision', decision],
  ['jcs.canonicalize', jcsCanonicalize],
  ['json.parse', jsonParse],
  ['manifest.prove', manifestProve],
  ['manifest.root', manifestRoot],
  ['manifest.validate', manifestValidate],
  ['preset.resolve', presetResolve],
  ['redact', redact],
  ['schema.validate', schemaValidate],
  ['signature.verify', signatureVerify],
  ['tile.path', tilePathOf],
  ['worm.consistency', wormConsistency],
  ['worm.inclusion', wormInclusion],
  ['worm.root', wormRoot],
  ['yaml.parse', yamlParse],
])
