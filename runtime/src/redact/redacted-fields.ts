/** What a manifest's policy adds to redaction: names of members that are sensitive wherever they stand. It reads the block and applies nothing. */

/** `policy.x-claw-redact`: `{ fields: [names] }`. Empty where there is none; undefined where it says what is not understood here. */
export function redactedFields(policy: object): readonly string[] | undefined {
  const block = new Map<string, unknown>(Object.entries(policy)).get('x-claw-redact')
  if (block === undefined) return []
  if (typeof block !== 'object' || block === null) return undefined
  const { fields, ...others }: { fields?: unknown } = block
  if (!Array.isArray(fields) || Object.keys(others).length > 0) return undefined
  return fields.every((name): name is string => typeof name === 'string') ? fields : undefined
}
