/**
 * The walk over the shape: every field against its type, range, format and list, unknown fields refused. It looks at one field at a time; what
 * relates two fields is a rule. Shapes are compiled to checks once, when this module is loaded.
 */
import { createIssueList, type IssueList, MISSING, report } from '../issues/issue.ts'
import { isJsonObject, member } from '../json/json-object.ts'
import { COORDINATION } from '../shape/coordination-shape.ts'
import { describeRange, isInRange } from '../shape/describe-range.ts'
import { FORMATS, hasFormat } from '../shape/formats.ts'
import { MANIFEST } from '../shape/manifest-shape.ts'
import type {
  BlockShape,
  ChoiceShape,
  Field,
  ListShape,
  MapShape,
  NumberShape,
  Shape,
  TextShape,
} from '../shape/shape.ts'
import { checkJsonSchema } from './check-json-schema.ts'

/** State of one validation: where the walk stands, what it found, and which features the schemas use. */
export interface Walk {
  readonly issues: IssueList
  readonly path: (string | number)[]
  readonly version: '1.0' | '1.1'
  /** Where it is not, nothing can be said to be missing from the coordination block. */
  readonly isPresetKnown: boolean
  readonly features: Set<string>
}

export function createWalk(version: '1.0' | '1.1', isPresetKnown: boolean): Walk {
  return { issues: createIssueList(), path: [], version, isPresetKnown, features: new Set() }
}

/** Checks a manifest whose coordination block is already expanded. */
export function walkManifest(walk: Walk, manifest: unknown): void {
  checkManifest(manifest, walk)
}

/** Checks an expanded coordination block on its own; issues point into the block. */
export function walkCoordination(walk: Walk, coordination: unknown): void {
  checkCoordination(coordination, walk)
}

type Check = (value: unknown, walk: Walk) => void

const checkManifest: Check = compile(MANIFEST)
const checkCoordination: Check = compile(COORDINATION)

function compile(shape: Shape): Check {
  switch (shape.kind) {
    case 'text':
      return textCheck(shape)
    case 'choice':
      return choiceCheck(shape)
    case 'number':
      return numberCheck(shape)
    case 'boolean':
      return (value, walk) => {
        if (typeof value !== 'boolean') wrongType(walk, value, 'true or false')
      }
    case 'list':
      return listCheck(shape)
    case 'block':
      return blockCheck(shape)
    case 'map':
      return mapCheck(shape)
    case 'json-schema':
      return (value, walk) => {
        if (isJsonObject(value)) checkJsonSchema(value, walk)
        else wrongType(walk, value, 'a JSON Schema object')
      }
  }
}

function textCheck({ format }: TextShape): Check {
  return (value, walk) => {
    if (typeof value !== 'string') wrongType(walk, value, 'text')
    else if (value === '') report(walk.issues, 'EMPTY_TEXT', walk.path, value, 'at least one character')
    else if (format !== undefined && !hasFormat(format, value)) {
      report(walk.issues, 'BAD_FORMAT', walk.path, value, FORMATS[format].description)
    }
  }
}

function choiceCheck({ values, code: ownCode }: ChoiceShape): Check {
  const code = ownCode ?? 'NOT_IN_LIST'
  const allowed = `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`
  return (value, walk) => {
    if (typeof value !== 'string') wrongType(walk, value, allowed)
    else if (!values.includes(value)) report(walk.issues, code, walk.path, value, allowed)
  }
}

function numberCheck({ range }: NumberShape): Check {
  const allowed = describeRange(range)
  return (value, walk) => {
    if (typeof value !== 'number') wrongType(walk, value, allowed)
    else if (range.integer && !Number.isSafeInteger(value))
      report(walk.issues, 'NOT_AN_INTEGER', walk.path, value, allowed)
    else if (!isInRange(range, value)) report(walk.issues, 'OUT_OF_RANGE', walk.path, value, allowed)
  }
}

function listCheck({ item, minItems = 0, unique }: ListShape): Check {
  const check = compile(item)
  return (value, walk) => {
    if (!Array.isArray(value)) return wrongType(walk, value, 'a list')
    if (value.length < minItems) report(walk.issues, 'TOO_FEW_ITEMS', walk.path, value, `at least ${minItems}`)
    const seen = unique === undefined ? undefined : new Map<string, number>()
    for (let i = 0; i < value.length; i += 1) {
      walk.path.push(i)
      check(value[i], walk)
      if (seen !== undefined) checkUnique(seen, i, value[i], unique === true ? undefined : unique, walk)
      walk.path.pop()
    }
  }
}

/** Reports item `index` when an earlier one has the same value, or equal values of the `keys` fields. */
function checkUnique(
  seen: Map<string, number>,
  index: number,
  item: unknown,
  keys: readonly string[] | undefined,
  walk: Walk,
): void {
  const parts = keys === undefined ? [item] : keys.map((key) => member(item, key))
  if (!parts.every((part) => typeof part === 'string')) return
  const identity = parts.length === 1 ? parts[0]! : JSON.stringify(parts)
  const first = seen.get(identity)
  if (first === undefined) {
    seen.set(identity, index)
    return
  }
  const isAction = walk.path.length === 2 && walk.path[0] === 'actions'
  const code = isAction ? 'DUPLICATE_ACTION_ID' : 'DUPLICATE_ITEM'
  const key = keys?.length === 1 ? keys[0]! : undefined
  if (key !== undefined) walk.path.push(key)
  report(walk.issues, code, walk.path, parts[0], `another than item ${first} has`)
  if (key !== undefined) walk.path.pop()
}

function blockCheck({ fields, extensible }: BlockShape): Check {
  const checks = new Map(fields.map((field) => [field.name, compile(field.shape)]))
  const names = fields.map((field) => field.name).join(', ')
  return (value, walk) => {
    if (!isJsonObject(value)) return wrongType(walk, value, 'an object')
    for (const key of Object.keys(value)) {
      const check = checks.get(key)
      walk.path.push(key)
      if (check !== undefined) check(value[key], walk)
      else checkExtension(key, extensible, names, value[key], walk)
      walk.path.pop()
    }
    for (const field of fields) {
      if (Object.hasOwn(value, field.name) || !isNeeded(field, walk)) continue
      walk.path.push(field.name)
      report(walk.issues, 'MISSING_FIELD', walk.path, MISSING, field.description)
      walk.path.pop()
    }
  }
}

function checkExtension(key: string, extensible: boolean, names: string, value: unknown, walk: Walk): void {
  const isExtension = key.length > 2 && key.startsWith('x-')
  if (isExtension && extensible) return
  if (isExtension) report(walk.issues, 'TOP_LEVEL_EXTENSION', walk.path, value, 'extensions inside a block')
  else
    report(walk.issues, 'UNKNOWN_FIELD', walk.path, value, `one of the fields ${names}${extensible ? ', or x-…' : ''}`)
}

/** After expansion, presets and constants are in place: what is missing then was never supplied. */
function isNeeded({ presence }: Field, { version, isPresetKnown }: Walk): boolean {
  switch (presence) {
    case 'optional':
      return false
    case '1.1':
      return version === '1.1'
    case 'preset-1.1':
      return isPresetKnown && version === '1.1'
    case 'preset':
      return isPresetKnown
    default:
      return true
  }
}

function mapCheck({ key: format, value: shape }: MapShape): Check {
  const check = compile(shape)
  return (value, walk) => {
    if (!isJsonObject(value)) return wrongType(walk, value, 'an object')
    for (const key of Object.keys(value)) {
      walk.path.push(key)
      if (!hasFormat(format, key)) report(walk.issues, 'BAD_FORMAT', walk.path, key, FORMATS[format].description)
      check(value[key], walk)
      walk.path.pop()
    }
  }
}

function wrongType(walk: Walk, value: unknown, allowed: string): void {
  report(walk.issues, 'WRONG_TYPE', walk.path, value, allowed)
}
