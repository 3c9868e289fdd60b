/**
 * What an action looks like to others: schema files, forms, tools, the client. Made before the evidence, which looks at it, and from the program alone.
 */
import type { JsonObject } from 'clawql-manifest-validator'
import type { ManifestSource, Program } from '../program/program.ts'
import type { EmittedCode } from './emit-code.ts'
import type { GuardsSource } from './guards.ts'
import { jsonformsLayout } from './jsonforms-layout.ts'
import { mcpTools } from './mcp-tools.ts'
import { rjsfLayout } from './rjsf-layout.ts'
import { schemaDocument } from './schema-document.ts'
import { emitSdk } from './sdk.ts'
import { sourceHeader } from './source-header.ts'

export interface EmittedContracts {
  /** Texts of `sdk.ts`, `sdk.js`, `sdk.d.ts`. */
  readonly sdk: GuardsSource
  readonly tools: JsonObject
  /** In the order of the code's actions. */
  readonly actions: readonly ActionContracts[]
}

export interface ActionContracts {
  readonly inputDocument: JsonObject
  readonly outputDocument: JsonObject
  readonly rjsf: JsonObject
  readonly jsonforms: JsonObject
}

/** INVARIANT L10: a function of the program and the manifest alone. */
export function emitContracts(program: Program, manifest: ManifestSource, { actions }: EmittedCode): EmittedContracts {
  return {
    sdk: emitSdk(actions, `/** ${sourceHeader(program, manifest)} */`),
    tools: mcpTools(actions),
    actions: actions.map((action) => ({
      inputDocument: schemaDocument(action, 'input'),
      outputDocument: schemaDocument(action, 'output'),
      rjsf: rjsfLayout(action.input),
      jsonforms: jsonformsLayout(action.input),
    })),
  }
}
