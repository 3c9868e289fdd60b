/**
 * What is structurally wrong with a SARIF 2.1.0 log, for the part of the format that is written here: required members, types, enumerations, indexes
 * that point at something, regions from 1 that end after they start, nothing that the format does not know.
 */
type Json = Readonly<Record<string, unknown>>

/** One line per fault; empty for a log that is as it must be. */
export function sarifFaults(log: unknown): readonly string[] {
  const faults: string[] = []
  const check = (holds: boolean, path: string, what: string): void => {
    if (!holds) faults.push(`${path}: ${what}`)
  }
  const object = (value: unknown, path: string, known: readonly string[], required: readonly string[]): Json => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      check(false, path, 'is no object')
      return {}
    }
    for (const key of Object.keys(value)) check(known.includes(key), `${path}.${key}`, 'is unknown')
    for (const key of required) check(key in value, `${path}.${key}`, 'is missing')
    return value as Json
  }
  const list = (value: unknown, path: string, item: (value: unknown, path: string) => void): void => {
    if (value === undefined) return
    if (!Array.isArray(value)) check(false, path, 'is no list')
    else for (const [index, each] of value.entries()) item(each, `${path}[${index}]`)
  }
  const text = (value: unknown, path: string): void => check(typeof value === 'string', path, 'is no string')
  const message = (value: unknown, path: string): void => text(object(value, path, ['text'], ['text'])['text'], path)

  const region = (value: unknown, path: string): void => {
    const keys = ['startLine', 'startColumn', 'endLine', 'endColumn']
    const found = object(value, path, keys, keys)
    for (const key of keys)
      check(Number.isInteger(found[key]) && Number(found[key]) >= 1, `${path}.${key}`, 'is not from 1')
    const [startLine = 0, startColumn = 0, endLine = 0, endColumn = 0] = keys.map((key) => Number(found[key]))
    check(endLine > startLine || (endLine === startLine && endColumn >= startColumn), path, 'ends before it starts')
  }
  const artifact = (value: unknown, path: string): void => {
    const { uri } = object(value, path, ['uri'], ['uri'])
    check(typeof uri === 'string' && /^(?:[\w.~!*'()/-]|%[0-9A-F]{2})+$/.test(uri), `${path}.uri`, 'is no relative URI')
  }
  const location = (value: unknown, path: string): void => {
    const found = object(value, path, ['physicalLocation', 'message'], ['physicalLocation'])
    if (found['message'] !== undefined) message(found['message'], `${path}.message`)
    const keys = ['artifactLocation', 'region']
    const physical = object(found['physicalLocation'], `${path}.physicalLocation`, keys, keys)
    artifact(physical['artifactLocation'], `${path}.physicalLocation.artifactLocation`)
    region(physical['region'], `${path}.physicalLocation.region`)
  }
  const fix = (value: unknown, path: string): void => {
    const found = object(value, path, ['description', 'artifactChanges'], ['artifactChanges'])
    message(found['description'], `${path}.description`)
    list(found['artifactChanges'], `${path}.artifactChanges`, (change, at) => {
      const keys = ['artifactLocation', 'replacements']
      const { artifactLocation, replacements } = object(change, at, keys, keys)
      artifact(artifactLocation, `${at}.artifactLocation`)
      check(Array.isArray(replacements) && replacements.length > 0, `${at}.replacements`, 'is empty')
      list(replacements, `${at}.replacements`, (replacement, inner) => {
        const parts = object(replacement, inner, ['deletedRegion', 'insertedContent'], ['deletedRegion'])
        region(parts['deletedRegion'], `${inner}.deletedRegion`)
        if (parts['insertedContent'] !== undefined) message(parts['insertedContent'], `${inner}.insertedContent`)
      })
    })
  }

  const root = object(log, '$', ['$schema', 'version', 'runs'], ['version', 'runs'])
  check(root['version'] === '2.1.0', '$.version', 'is not 2.1.0')
  check(Array.isArray(root['runs']) && root['runs'].length === 1, '$.runs', 'is not one run')
  list(root['runs'], '$.runs', (value, path) => {
    const run = object(value, path, ['tool', 'columnKind', 'results'], ['tool', 'results'])
    check(run['columnKind'] === 'utf16CodeUnits', `${path}.columnKind`, 'is not utf16CodeUnits')
    const { driver } = object(run['tool'], `${path}.tool`, ['driver'], ['driver'])
    const { name, version, rules } = object(driver, `${path}.tool.driver`, ['name', 'version', 'rules'], ['name'])
    text(name, `${path}.tool.driver.name`)
    text(version, `${path}.tool.driver.version`)
    const ids: unknown[] = []
    list(rules, `${path}.tool.driver.rules`, (rule, at) => {
      const found = object(rule, at, ['id', 'name', 'help', 'defaultConfiguration'], ['id'])
      check(!ids.includes(found['id']), `${at}.id`, 'stands twice')
      ids.push(found['id'])
      message(found['help'], `${at}.help`)
    })
    list(run['results'], `${path}.results`, (result, at) => {
      const known = ['ruleId', 'ruleIndex', 'level', 'message', 'locations', 'relatedLocations', 'fixes']
      const found = object(result, at, known, ['ruleId', 'message', 'locations'])
      check(ids[Number(found['ruleIndex'])] === found['ruleId'], `${at}.ruleIndex`, 'points at another rule')
      check(['none', 'note', 'warning', 'error'].includes(String(found['level'])), `${at}.level`, 'is no level')
      message(found['message'], `${at}.message`)
      list(found['locations'], `${at}.locations`, location)
      list(found['relatedLocations'], `${at}.relatedLocations`, location)
      list(found['fixes'], `${at}.fixes`, fix)
    })
  })
  return faults
}
