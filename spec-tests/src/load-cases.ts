/**
 * Reads the case files below a folder into one ordered list, with the documents they refer to expanded. Owns the file format and refuses a suite
 * that breaks it (a repeated id, a missing field, an unknown document), because a case that is silently dropped looks like one that passes.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Documents, expandReferences } from './apply-patch.ts'
import { type ConformanceCase, isJsonObject, type JsonObject, type JsonValue } from './case.ts'

/** The file of one area's folder: `{"about": text, "cases": [{id, kind, clause, input, expected}]}`. Throws on a suite that is wrong. */
export function loadCases(root: string): readonly ConformanceCase[] {
  const documents = loadDocuments(join(root, 'documents'))
  const cases = listFolder(join(root, 'cases')).flatMap((area) =>
    listFolder(join(root, 'cases', area))
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) => loadFile(join(root, 'cases', area, file), area, documents)),
  )
  const seen = new Set<string>()
  for (const { id } of cases) {
    if (seen.has(id)) throw new Error(`two cases have the id ${id}`)
    seen.add(id)
  }
  return cases
}

/** Name (the file's, without `.generated` and `.json`) to value. */
export function loadDocuments(folder: string): Documents {
  const files = listFolder(folder).filter((file) => file.endsWith('.json'))
  return new Map(
    files.map((file) => [basename(file, '.json').replace(/\.generated$/, ''), readJson(join(folder, file))]),
  )
}

function loadFile(path: string, area: string, documents: Documents): readonly ConformanceCase[] {
  const file = readJson(path)
  const cases = isJsonObject(file) ? file['cases'] : undefined
  if (!Array.isArray(cases)) throw new Error(`${path} holds no list of cases`)
  return (cases as readonly JsonValue[]).map((entry, index) => {
    try {
      return toCase(entry, area, documents)
    } catch (error) {
      throw new Error(`${path}, case ${index}: ${error instanceof Error ? error.message : String(error)}`)
    }
  })
}

function toCase(entry: JsonValue, area: string, documents: Documents): ConformanceCase {
  if (!isJsonObject(entry)) throw new Error('a case is an object')
  const { input, expected } = entry
  if (!isJsonObject(input) || !isJsonObject(expected)) throw new Error('input and expected are objects')
  return {
    id: text(entry, 'id'),
    area,
    kind: text(entry, 'kind'),
    clause: text(entry, 'clause'),
    input: expandReferences(input, documents) as JsonObject,
    expected,
  }
}

function text(entry: JsonObject, field: string): string {
  const value = entry[field]
  if (typeof value !== 'string' || value === '') throw new Error(`${field} is missing`)
  return value
}

function listFolder(folder: string): readonly string[] {
  return readdirSync(folder).sort()
}

function readJson(path: string): JsonValue {
  return JSON.parse(readFileSync(path, 'utf8')) as JsonValue
}
