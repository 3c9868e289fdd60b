/** The actions in the form of an MCP server's answer to `tools/list`. The hints are derived from the contract; a client must not trust them, the guard decides. */
import type { JsonObject } from 'clawql-manifest-validator'
import type { Action } from '../program/program.ts'
import { jsonSchemaOf } from './json-schema.ts'
import { phraseOf } from './phrase.ts'

/** `actions` ascending by id. */
export function mcpTools(actions: readonly Action[]): JsonObject {
  return { tools: actions.map(toolOf) }
}

function toolOf(action: Action): JsonObject {
  const isRead = action.kind === 'read'
  return {
    name: action.id,
    title: phraseOf(action.id),
    description: action.description,
    inputSchema: jsonSchemaOf(action.input),
    outputSchema: jsonSchemaOf(action.output),
    annotations: {
      title: phraseOf(action.id),
      readOnlyHint: isRead,
      // What cannot be undone is destructive in the protocol's sense.
      destructiveHint: action.effects.some((effect) => !effect.reversible),
      idempotentHint: isRead || action.execution.idempotent === true,
      openWorldHint: !isRead,
    },
  }
}
