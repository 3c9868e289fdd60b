/** A schema file of its own: the schema that stands in the manifest, with the keywords a document has. */
import type { JsonObject } from 'clawql-manifest-validator'
import type { Action } from '../program/program.ts'
import { jsonSchemaOf } from './json-schema.ts'

export function schemaDocument(action: Action, side: 'input' | 'output'): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:clawql:${action.id}:${action.version}:${side}`,
    title: `${side === 'input' ? 'Input' : 'Output'} of ${action.id}`,
    ...jsonSchemaOf(action[side]),
  }
}
