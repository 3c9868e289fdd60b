/**
 * The one question most checks ask about types: what does this type node mean where it stands. `undefined` has been reported.
 */
import type { Type } from '../program/type.ts'
import type { TypeNode } from '../syntax/tree.ts'

export type TypeReader = (node: TypeNode) => Type | undefined
