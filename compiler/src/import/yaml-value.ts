/**
 * The JSON value of a YAML document, spans dropped: what the manifest import and the conformance reader work on.
 */
import type { JsonValue } from '../program/type.ts'
import type { YamlNode } from './read-yaml.ts'

/** A key `__proto__` becomes an own property like any other. */
export function yamlValue(node: YamlNode): JsonValue {
  switch (node.kind) {
    case 'scalar':
      return node.value
    case 'sequence':
      return node.items.map(yamlValue)
    case 'mapping':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, yamlValue(value)]))
  }
}
