/**
 * The independent ways in which one action means something, held against the reference on the same requests: the generated guard, the published manifest
 * under a stock CEL engine and our reading of its schemas, the generated validators, and ajv on the published schemas. INVARIANT L6
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { emitGuards } from '../../src/emit/guards.ts'
import { jsonSchemaOf } from '../../src/emit/json-schema.ts'
import { publishedAction } from '../../src/emit/published-action.ts'
import { requiredFeatures } from '../../src/emit/required-features.ts'
import { emitValidators } from '../../src/emit/validators.ts'
import { checkValue } from '../../src/evaluate/check-value.ts'
import { decide } from '../../src/evaluate/decide.ts'
import { illFormedText } from '../../src/evaluate/ill-formed-text.ts'
import { normalize } from '../../src/evaluate/normalize.ts'
import { compileCel } from '../../src/foreign/compile-cel.ts'
import { decideManifest } from '../../src/foreign/decide-manifest.ts'
import { jsonToCel } from '../../src/foreign/json-to-cel.ts'
import type { Action, Program } from '../../src/program/program.ts'
import type { RecordType } from '../../src/program/type.ts'
import { fractionDigits } from '../../src/types/fraction-digits.ts'
import { compareDecisions, compareValidation, type ModuleExports } from '../../src/verify/compare-translation.ts'
import type { DecisionCase } from '../../src/verify/decision-cases.ts'
import { MANIFEST, TREASURY } from '../evaluate/treasury.ts'
import { JSON_KEYWORD } from '../foreign/json-keyword.ts'
import { gist } from '../foreign/published.ts'

export interface Disagreement {
  readonly judge: 'guard' | 'manifest' | 'validator' | 'ajv'
  /** The place of the request among the cases. */
  readonly at: number
  readonly expected: string
  readonly actual: string
}

/** What the reference is told beside the action. */
export const UNDER = { permissions: MANIFEST.permissions, purposes: TREASURY.purposes }

export async function disagreements(action: Action, cases: readonly DecisionCase[]): Promise<readonly Disagreement[]> {
  const decideByGuard = await guardOf(action)
  const validators = await load(emitValidators([action], '// test').js)
  const published = publishedManifest(action)
  const byAjv = JSON.stringify(action.input).includes('__proto__') ? undefined : ajvOf(action.input)
  return cases.flatMap((one, at) => {
    const input = normalize(action.input, one.input)
    const expected = gist(decide(action, UNDER, input, one.claims, one.context))
    const [wrongGuard] = compareDecisions(action, UNDER, decideByGuard, [one])
    const [wrongValidator] = compareValidation(action.id, 'input', action.input, validators, [one.input])
    const byManifest = gist(decideManifest(published, action.id, one.input, one.claims, one.context))
    const isValid = checkValue(input, action.input) === undefined
    const isValidByAjv = byAjv !== undefined && isPlainJson(input) ? byAjv(input) : isValid
    return [
      ...(wrongGuard
        ? [{ judge: 'guard' as const, at, expected: wrongGuard.expected, actual: wrongGuard.actual }]
        : []),
      ...(wrongValidator
        ? [{ judge: 'validator' as const, at, expected: wrongValidator.expected, actual: wrongValidator.actual }]
        : []),
      ...(byManifest === expected ? [] : [{ judge: 'manifest' as const, at, expected, actual: byManifest }]),
      ...(isValidByAjv === isValid
        ? []
        : [{ judge: 'ajv' as const, at, expected: String(isValid), actual: String(isValidByAjv) }]),
    ]
  })
}

async function guardOf(action: Action): Promise<ModuleExports> {
  const manifest = { ...MANIFEST, actions: [action.id] }
  const program: Program = { ...TREASURY, actions: [action], manifests: [manifest], tests: [] }
  return load(emitGuards(program, manifest, [action], new Map([[action.id, '00']]), '// test').js)
}

async function load(source: string): Promise<ModuleExports> {
  return import(`data:text/javascript,${encodeURIComponent(source)}`)
}

function publishedManifest(action: Action): object {
  const published = publishedAction(action)
  const purposes = Object.fromEntries(TREASURY.purposes.map((purpose) => [purpose.name, purpose.permits]))
  const policy = { purposes, required_features: requiredFeatures([published], { purposes }) }
  return { manifest_version: '1.1', permissions: MANIFEST.permissions, policy, actions: [published] }
}

/** ajv with the language's keywords registered. It passes over a property named `__proto__`: types with one are left to the other judges. */
function ajvOf(type: RecordType): (input: unknown) => boolean {
  const schema = jsonSchemaOf(type)
  const ajv = new Ajv2020({ strict: false, validateFormats: false, ownProperties: true, unicodeRegExp: true })
  ajv.addKeyword({
    keyword: 'x-claw-decimals',
    type: 'number',
    validate: (most: number, value: number) => fractionDigits(value) <= most,
  })
  ajv.addKeyword(JSON_KEYWORD)
  ajv.addKeyword({ keyword: 'x-claw-where', validate: holds })
  const validate: ValidateFunction = ajv.compile(schema)
  return (input) => validate(input) === true
}

const programs = new Map<string, ReturnType<typeof compileCel>>()

function holds(condition: string, value: unknown): boolean {
  const program = programs.get(condition) ?? compileCel(condition)
  programs.set(condition, program)
  return program.evaluate({ value: jsonToCel(value) }) === true
}

/** What JSON can say, under no name that ajv takes for a prototype's; ajv is not asked about anything else. */
function isPlainJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean')
    return illFormedText(value) === undefined
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object') return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype) return false
  return Object.entries(value).every(([key, each]) => key !== '__proto__' && key.isWellFormed() && isPlainJson(each))
}
