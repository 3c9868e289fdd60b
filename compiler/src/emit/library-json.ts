/** The part of the library that judges JSON values whose shape no type describes; namesakes in `types/json-size.ts` and `evaluate/normalize-json.ts`. */
import { code, type } from './code.ts'
import type { LibraryFunction } from './library.ts'

export type JsonName = 'isPlainObject' | 'textBytesLeft' | 'jsonBytesLeft' | 'withoutNegativeZero'

const BOOLEAN = type(': boolean')
const NUMBER = type(': number')
const UNKNOWN = type(': unknown')

export const JSON_LIBRARY: Readonly<Record<JsonName, LibraryFunction>> = {
  isPlainObject: {
    needs: [],
    lines: [
      code`function isPlainObject(value${type(': object')})${BOOLEAN} {`,
      [
        code`const prototype${UNKNOWN} = Object.getPrototypeOf(value)`,
        'return prototype === null || Object.getPrototypeOf(prototype) === null',
      ],
      '}',
    ],
  },
  textBytesLeft: {
    needs: [],
    lines: [
      '// Each unit is a byte at least; what it is more than that is taken off.',
      code`function textBytesLeft(text${type(': string')}, left${NUMBER})${NUMBER} {`,
      [
        'let rest = left - 2 - text.length',
        'for (let index = 0; index < text.length && rest >= 0; index++) {',
        [
          'const unit = text.charCodeAt(index)',
          'if (unit < 0x20) rest -= unit === 0x0b || unit < 8 || unit > 0x0d ? 5 : 1',
          'else if (unit === 0x22 || unit === 0x5c) rest -= 1',
          'else if (unit < 0x80) continue',
          'else if (unit < 0x800) rest -= 1',
          'else if ((unit & 0xf800) !== 0xd800) rest -= 2',
          'else if (unit < 0xdc00 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) {',
          ['index++', 'rest -= 2'],
          '} else return -1',
        ],
        '}',
        'return rest',
      ],
      '}',
    ],
  },
  jsonBytesLeft: {
    needs: ['isPlainObject', 'textBytesLeft', 'isRecord'],
    lines: [
      "// What is left of `left` bytes behind the value's canonical form; below zero where there is not enough, or where it has none.",
      code`function jsonBytesLeft(value${UNKNOWN}, left${NUMBER}, depth${NUMBER})${NUMBER} {`,
      [
        `if (typeof value === 'string') return textBytesLeft(value, left)`,
        `if (typeof value === 'number') return Number.isFinite(value) ? left - String(value).length : -1`,
        `if (typeof value === 'boolean') return left - (value ? 4 : 5)`,
        'if (value === null) return left - 4',
        `if (typeof value !== 'object' || depth === 0) return -1`,
        'let rest = left - 2',
        'if (Array.isArray(value)) {',
        [
          'for (let index = 0; index < value.length && rest >= 0; index++) {',
          ['rest = jsonBytesLeft(value[index], index === 0 ? rest : rest - 1, depth - 1)'],
          '}',
          'return rest',
        ],
        '}',
        'if (!isRecord(value) || !isPlainObject(value)) return -1',
        'let isFirst = true',
        'for (const key of Object.keys(value)) {',
        [
          'rest = textBytesLeft(key, isFirst ? rest - 1 : rest - 2)',
          'if (rest >= 0) rest = jsonBytesLeft(value[key], rest, depth - 1)',
          'if (rest < 0) return rest',
          'isFirst = false',
        ],
        '}',
        'return rest',
      ],
      '}',
    ],
  },
  withoutNegativeZero: {
    needs: ['isPlainObject', 'isRecord', 'withChanges'],
    lines: [
      '// Looks at no more values than fit into the bytes that there may be.',
      code`function withoutNegativeZero(value${UNKNOWN}, depth${NUMBER}, budget${type(': { left: number }')})${UNKNOWN} {`,
      [
        'if (value === 0) return 0',
        `if (typeof value !== 'object' || value === null || depth === 0) return value`,
        'if (Array.isArray(value)) {',
        [
          code`const before${type(': readonly unknown[]')} = value`,
          'budget.left -= before.length + 1',
          'if (budget.left < 0) return value',
          'const after = Array.from(before, (element) => withoutNegativeZero(element, depth - 1, budget))',
          'return after.every((element, index) => Object.is(element, before[index])) ? value : after',
        ],
        '}',
        'if (!isRecord(value) || !isPlainObject(value)) return value',
        'const keys = Object.keys(value)',
        'budget.left -= keys.length + 1',
        'if (budget.left < 0) return value',
        code`let changes${type(': Map<string, unknown> | undefined')}`,
        'for (const key of keys) {',
        [
          'const after = withoutNegativeZero(value[key], depth - 1, budget)',
          'if (!Object.is(after, value[key])) changes = (changes ?? new Map()).set(key, after)',
        ],
        '}',
        'return changes === undefined ? value : withChanges(value, changes)',
      ],
      '}',
    ],
  },
}
