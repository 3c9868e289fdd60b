/** `yaml.parse`: the value of one YAML document under the strict reader of manifest import, or why it is refused. */
import { readYaml, yamlValue } from '@clawql/compiler'
import { type JsonObject, requireText } from '../kind.ts'

export function yamlParse(input: JsonObject): object {
  const reading = readYaml(requireText(input, 'yaml'))
  return reading.ok ? { value: yamlValue(reading.node) } : { error: reading.issue.message }
}
