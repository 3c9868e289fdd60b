/**
 * CEL of a published manifest over a request: what is bound to `input`, `claims` and `context`, and who vouches for the claims and the time that an
 * expression reads.
 */
import { carriesMember } from '../evaluate/request-members.ts'
import { CLAIMS_RECORD, CONTEXT_RECORD } from '../types/claims-record.ts'
import { compileCel } from './compile-cel.ts'
import { jsonToCel } from './json-to-cel.ts'

/** `input` is normalised, `context` the flat `{ now, …facts }`. */
export interface ManifestRequest {
  readonly input: unknown
  readonly claims: unknown
  readonly context: unknown
}

/** `faulty`: a claim or the time that the expression reads is missing or ill-typed. `error`: the expression errs. */
export type ExpressionResult =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'faulty' }
  | { readonly kind: 'error' }

export type ManifestExpression = (request: ManifestRequest) => ExpressionResult

const FAULTY: ExpressionResult = { kind: 'faulty' }
const ERROR: ExpressionResult = { kind: 'error' }

export function manifestExpression(source: string): ManifestExpression {
  const program = compileCel(source)
  const claims = knownMembers('claims', CLAIMS_RECORD)
  const context = knownMembers('context', CONTEXT_RECORD)

  function knownMembers(root: string, type: typeof CLAIMS_RECORD) {
    const names = new Set(program.mentions.filter((mention) => mention.root === root).map((mention) => mention.name))
    return type.fields.filter((field) => names.has(field.name))
  }

  return (request) => {
    if (!claims.every((field) => carriesMember(request.claims, field))) return FAULTY
    if (!context.every((field) => carriesMember(request.context, field))) return FAULTY
    try {
      const value = program.evaluate({
        input: jsonToCel(request.input),
        claims: jsonToCel(request.claims),
        context: jsonToCel(request.context),
      })
      return value === undefined ? ERROR : { kind: 'value', value }
    } catch {
      return ERROR
    }
  }
}
