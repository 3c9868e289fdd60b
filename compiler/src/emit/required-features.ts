/** What a reader must understand to enforce a manifest as written: exactly the features its blocks use, ascending. */
import type { ActionType, Feature, JsonValue } from 'clawql-manifest-validator'

export function requiredFeatures(
  actions: readonly ActionType[],
  policy: { readonly [key: string]: JsonValue },
): readonly Feature[] {
  const used = new Set<Feature>()
  if (policy['purposes'] !== undefined) used.add('purposes.1')
  for (const { governance, input_schema, output_schema, context_schema } of actions) {
    if (governance.rules !== undefined) used.add('rules.1')
    if (governance.approver_groups !== undefined) used.add('groups.1')
    if (governance.approval_ttl_seconds !== undefined) used.add('ttl.1')
    if (governance.max_impact?.measure !== undefined) used.add('measure.1')
    if (governance.approval_waivers !== undefined) used.add('waivers.1')
    if (governance.scopes !== undefined) used.add('scopes.1')
    if (governance.rate !== undefined) used.add('rate.1')
    if (context_schema !== undefined) used.add('context.1')
    for (const schema of [input_schema, output_schema, context_schema ?? {}]) {
      if (hasKeyword(schema, 'x-claw-decimals')) used.add('decimals.1')
      if (hasKeyword(schema, 'x-claw-where')) used.add('where.1')
      if (hasKeyword(schema, 'x-claw-json')) used.add('json.1')
    }
  }
  return [...used].sort()
}

// A property may be called like the keyword; it then stands below `properties`, whose members are schemas, not keywords.
function hasKeyword(schema: JsonValue | undefined, keyword: string): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  if (Array.isArray(schema)) return schema.some((item) => hasKeyword(item, keyword))
  return Object.entries(schema).some(([key, value]) => {
    if (key === 'properties') return Object.values(value ?? {}).some((property) => hasKeyword(property, keyword))
    if (['items', 'anyOf', 'allOf', 'oneOf', 'additionalProperties'].includes(key)) return hasKeyword(value, keyword)
    return key === keyword
  })
}
