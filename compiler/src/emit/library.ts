/**
 * The functions that generated modules carry with them, each printed only where it is needed: they import nothing. Every one does exactly what its
 * namesake in `evaluate/` or `types/` does, only without allocating; the tests hold the two together.
 */
import { type Code, code, type Line, type } from './code.ts'
import { JSON_LIBRARY, type JsonName } from './library-json.ts'
import { TIME_LIBRARY, type TimeName } from './library-time.ts'

export interface LibraryFunction {
  readonly needs: readonly LibraryName[]
  readonly lines: readonly Line[]
}

export type LibraryName =
  | 'hasOwnProperty'
  | 'isRecord'
  | 'own'
  | 'inheritsNothing'
  | 'schemaInvalid'
  | 'isWellFormed'
  | 'countCodePoints'
  | 'hasLength'
  | 'hasDecimals'
  | 'fractionDigits'
  | 'illFormedText'
  | 'pointerTo'
  | 'isEqual'
  | 'isUnique'
  | 'isTexts'
  | 'matchesDotted'
  | 'grants'
  | 'copyMembers'
  | 'everyObject'
  | 'copyMember'
  | 'copyList'
  | 'copyMap'
  | 'countMembers'
  | 'hasMember'
  | 'isBytes'
  | 'countBytes'
  | 'withChanges'
  | JsonName
  | TimeName

const BOOLEAN = type(': boolean')
const NUMBER = type(': number')
const STRING = type(': string')
const UNKNOWN = type(': unknown')
const RECORD = type(': Readonly<Record<string, unknown>>')
const UNKNOWN_LIST = type(': readonly unknown[]')

function isRecordPredicate(): Code {
  return type(': value is Readonly<Record<string, unknown>>')
}

export const LIBRARY: Readonly<Record<LibraryName, LibraryFunction>> = {
  hasOwnProperty: { needs: [], lines: ['const { hasOwnProperty } = Object.prototype'] },
  isRecord: {
    needs: [],
    lines: [
      code`function isRecord(value${UNKNOWN})${isRecordPredicate()} {`,
      [`return typeof value === 'object' && value !== null && !Array.isArray(value)`],
      '}',
    ],
  },
  own: {
    needs: ['hasOwnProperty'],
    lines: [
      '// A member of the value itself, never one it inherits.',
      code`function own(value${RECORD}, name${STRING})${UNKNOWN} {`,
      ['return hasOwnProperty.call(value, name) ? value[name] : undefined'],
      '}',
    ],
  },
  inheritsNothing: {
    needs: [],
    lines: [
      code`function inheritsNothing(value${type(': object')})${BOOLEAN} {`,
      [
        code`const prototype${UNKNOWN} = Object.getPrototypeOf(value)`,
        'return prototype === null || prototype === Object.prototype',
      ],
      '}',
    ],
  },
  schemaInvalid: {
    needs: [],
    lines: [
      code`function schemaInvalid(path${STRING}, message${STRING})${type(': DenyDecision')} {`,
      [code`return Object.freeze({ effect: 'deny', code: 'SCHEMA_INVALID', path, message }${type(' as const')})`],
      '}',
    ],
  },
  isWellFormed: {
    needs: [],
    lines: [
      '// The bits of all units together are below the first surrogate only when each unit is; a short text is faster read than asked about.',
      code`function isWellFormed(text${STRING})${BOOLEAN} {`,
      [
        'if (text.length > 8) return text.isWellFormed()',
        'let units = 0',
        'for (let index = 0; index < text.length; index++) units |= text.charCodeAt(index)',
        'return units < 0xd800 || text.isWellFormed()',
      ],
      '}',
    ],
  },
  countCodePoints: {
    needs: [],
    lines: [
      code`function countCodePoints(text${STRING})${NUMBER} {`,
      [
        'let count = text.length',
        'for (let index = 1; index < text.length; index++) {',
        [
          '// A low surrogate: the second half of a pair, since the text is well-formed.',
          'if ((text.charCodeAt(index) & 0xfc00) === 0xdc00) count--',
        ],
        '}',
        'return count',
      ],
      '}',
    ],
  },
  hasLength: {
    needs: ['countCodePoints'],
    lines: [
      '// Asked only where the number of units does not tell.',
      code`function hasLength(text${STRING}, min${NUMBER}, max${NUMBER})${BOOLEAN} {`,
      [
        'if (text.length < min || text.length > 2 * max) return false',
        'const count = countCodePoints(text)',
        'return count >= min && count <= max',
      ],
      '}',
    ],
  },
  hasDecimals: {
    needs: ['fractionDigits'],
    lines: [
      '// Exact below 2^51: there `scaled` is nearer than a half to the only whole number whose quotient can be `value`.',
      code`function hasDecimals(value${NUMBER}, digits${NUMBER}, scale${NUMBER})${BOOLEAN} {`,
      [
        'if (Math.trunc(value) === value) return true',
        'const scaled = value * scale',
        'if (scaled < 0x8000000000000 && scaled > -0x8000000000000) return Math.round(scaled) / scale === value',
        'return fractionDigits(value) <= digits',
      ],
      '}',
    ],
  },
  fractionDigits: {
    needs: [],
    lines: [
      '// Digits after the point in the shortest decimal.',
      code`function fractionDigits(value${NUMBER})${NUMBER} {`,
      [
        'if (Math.trunc(value) === value) return 0',
        'const text = String(value)',
        `const exponentAt = text.indexOf('e')`,
        'const mantissa = exponentAt === -1 ? text : text.slice(0, exponentAt)',
        'const exponent = exponentAt === -1 ? 0 : Number(text.slice(exponentAt + 1))',
        `const point = mantissa.indexOf('.')`,
        'return Math.max(0, (point === -1 ? 0 : mantissa.length - point - 1) - exponent)',
      ],
      '}',
    ],
  },
  pointerTo: {
    needs: [],
    lines: [
      code`function pointerTo(path${STRING}, key${STRING})${STRING} {`,
      ["return `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`"],
      '}',
    ],
  },
  illFormedText: {
    needs: ['pointerTo'],
    lines: [
      '// The place of the first ill-formed text in a value that no type describes. It keeps its own stack and visits each object once.',
      code`function illFormedText(root${UNKNOWN})${type(': string | undefined')} {`,
      [
        code`const visited = new Set${type('<object>')}()`,
        code`const pending${type(': { readonly value: unknown; readonly path: string }[]')} = [{ value: root, path: '' }]`,
        'for (let place = pending.pop(); place !== undefined; place = pending.pop()) {',
        [
          'const { value, path } = place',
          `if (typeof value === 'string' && !value.isWellFormed()) return path`,
          `if (typeof value !== 'object' || value === null || visited.has(value)) continue`,
          'visited.add(value)',
          code`const children${type(': { readonly value: unknown; readonly path: string }[]')} = []`,
          'for (const [key, child] of Object.entries(value)) {',
          [
            'const childPath = pointerTo(path, key)',
            'if (!key.isWellFormed()) return childPath',
            'children.push({ value: child, path: childPath })',
          ],
          '}',
          'for (const child of children.reverse()) pending.push(child)',
        ],
        '}',
        'return undefined',
      ],
      '}',
    ],
  },
  isEqual: {
    needs: ['hasOwnProperty'],
    lines: [
      '// Structural equality of JSON values; false where they are deeper than any declared type.',
      code`function isEqual(a${UNKNOWN}, b${UNKNOWN}, depth${NUMBER} = 0)${BOOLEAN} {`,
      [
        'if (a === b) return true',
        `if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || depth > 512) return false`,
        'if (Array.isArray(a) || Array.isArray(b)) {',
        [
          'if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false',
          'for (let index = 0; index < a.length; index++) if (!isEqual(a[index], b[index], depth + 1)) return false',
          'return true',
        ],
        '}',
        code`const left = a${type(' as Readonly<Record<string, unknown>>')}`,
        code`const right = b${type(' as Readonly<Record<string, unknown>>')}`,
        'const keys = Object.keys(left)',
        'if (keys.length !== Object.keys(right).length) return false',
        'for (const key of keys) {',
        ['if (!hasOwnProperty.call(right, key) || !isEqual(left[key], right[key], depth + 1)) return false'],
        '}',
        'return true',
      ],
      '}',
    ],
  },
  isUnique: {
    needs: ['isEqual'],
    lines: [
      code`function isUnique(list${UNKNOWN_LIST})${BOOLEAN} {`,
      [
        `if (list.length > 16 && !list.some((element) => typeof element === 'object')) return new Set(list).size === list.length`,
        'for (let index = 1; index < list.length; index++) {',
        ['for (let earlier = 0; earlier < index; earlier++) if (isEqual(list[earlier], list[index])) return false'],
        '}',
        'return true',
      ],
      '}',
    ],
  },
  isTexts: {
    needs: [],
    lines: [
      code`function isTexts(value${UNKNOWN})${type(': value is readonly string[]')} {`,
      [
        'if (!Array.isArray(value)) return false',
        `for (let index = 0; index < value.length; index++) if (typeof value[index] !== 'string') return false`,
        'return true',
      ],
      '}',
    ],
  },
  matchesDotted: {
    needs: [],
    lines: [
      '// Segment by segment; `*` in the pattern stands for any one segment that is not empty.',
      code`function matchesDotted(pattern${STRING}, name${STRING})${BOOLEAN} {`,
      [
        'let at = 0',
        'let from = 0',
        'for (;;) {',
        [
          `const dot = pattern.indexOf('.', at)`,
          `const stop = name.indexOf('.', from)`,
          'const end = dot === -1 ? pattern.length : dot',
          'const until = stop === -1 ? name.length : stop',
          'if (end - at !== 1 || pattern.charCodeAt(at) !== 42 || until === from) {',
          [
            'if (end - at !== until - from) return false',
            'for (let index = at; index < end; index++) {',
            ['if (pattern.charCodeAt(index) !== name.charCodeAt(from + index - at)) return false'],
            '}',
          ],
          '}',
          'if (dot === -1 || stop === -1) return dot === stop',
          'at = dot + 1',
          'from = stop + 1',
        ],
        '}',
      ],
      '}',
    ],
  },
  grants: {
    needs: ['matchesDotted'],
    lines: [
      code`function grants(scope${type(': readonly string[]')}, needed${STRING})${BOOLEAN} {`,
      [
        'for (let index = 0; index < scope.length; index++) {',
        [
          code`const granted = scope[index]${type('!')}`,
          'if (granted === needed || matchesDotted(granted, needed) || matchesDotted(needed, granted)) return true',
        ],
        '}',
        'return false',
      ],
      '}',
    ],
  },
  copyMembers: {
    needs: ['own'],
    lines: [
      '// The own members of a value on an object that inherits nothing; a named one that is undefined is left out.',
      code`function copyMembers(value${RECORD}, names${type(': readonly string[]')})${type(': Record<string, unknown>')} {`,
      [
        code`const copy${type(': Record<string, unknown>')} = Object.create(null)`,
        'for (const key of Object.keys(value)) if (!names.includes(key)) copy[key] = value[key]',
        'for (const name of names) {',
        ['const member = own(value, name)', 'if (member !== undefined) copy[name] = member'],
        '}',
        'return copy',
      ],
      '}',
    ],
  },
  everyObject: {
    needs: [],
    lines: [
      '// What every object inherits, should somebody have added to it.',
      code`const everyObject${type(': Readonly<Record<string, unknown>>')} = Object.prototype${type(' as object as Readonly<Record<string, unknown>>')}`,
    ],
  },
  copyMember: {
    needs: [],
    lines: [
      code`function copyMember(value${type(': Record<string, unknown>')}, name${STRING}, copy${type(': (member: unknown) => unknown')})${type(': void')} {`,
      ['if (value[name] !== undefined) value[name] = copy(value[name])'],
      '}',
    ],
  },
  copyList: {
    needs: [],
    lines: [
      '// A list with its elements copied; the list itself where an element is no object, since it is then not valid anyway.',
      code`function copyList(list${UNKNOWN_LIST}, copy${type(': (element: unknown) => unknown')})${UNKNOWN} {`,
      [
        code`const copies${type(': unknown[]')} = []`,
        'for (let index = 0; index < list.length; index++) {',
        [`if (typeof list[index] !== 'object') return list`, 'copies.push(copy(list[index]))'],
        '}',
        'return copies',
      ],
      '}',
    ],
  },
  copyMap: {
    needs: [],
    lines: [
      '// The members of a map on an object that inherits nothing; one set to undefined is none.',
      code`function copyMap(value${RECORD}, copy${type('?: (member: unknown) => unknown')})${type(': Record<string, unknown>')} {`,
      [
        code`const copies${type(': Record<string, unknown>')} = Object.create(null)`,
        'for (const key of Object.keys(value)) {',
        ['if (value[key] !== undefined) copies[key] = copy === undefined ? value[key] : copy(value[key])'],
        '}',
        'return copies',
      ],
      '}',
    ],
  },
  countMembers: {
    needs: [],
    lines: [
      '// Of plain data, whose enumerable members are all its own.',
      code`function countMembers(value${type(': object')})${NUMBER} {`,
      ['let count = 0', 'for (const _ in value) count++', 'return count'],
      '}',
    ],
  },
  hasMember: {
    needs: [],
    lines: [
      'const { propertyIsEnumerable } = Object.prototype',
      '// Own and enumerable: a member that the check of the map has seen.',
      code`function hasMember(value${type(': object')}, key${STRING})${BOOLEAN} {`,
      ['return propertyIsEnumerable.call(value, key)'],
      '}',
    ],
  },
  isBytes: {
    needs: ['countBytes'],
    lines: [
      '// Base64 with padding, the unused bits zero, so that equal texts are equal bytes.',
      code`function isBytes(value${UNKNOWN}, min${NUMBER}, max${NUMBER})${type(': value is string')} {`,
      [
        `if (typeof value !== 'string' || value.length % 4 !== 0) return false`,
        'const count = countBytes(value)',
        'if (count < min || count > max) return false',
        'const end = value.length - (value.length / 4 * 3 - count)',
        'let last = 0',
        'for (let index = 0; index < end; index++) {',
        [
          'const unit = value.charCodeAt(index)',
          'if (unit >= 65 && unit <= 90) last = unit - 65',
          'else if (unit >= 97 && unit <= 122) last = unit - 71',
          'else if (unit >= 48 && unit <= 57) last = unit + 4',
          'else if (unit === 43) last = 62',
          'else if (unit === 47) last = 63',
          'else return false',
        ],
        '}',
        'return end === value.length || (last & (value.length - end === 2 ? 15 : 3)) === 0',
      ],
      '}',
    ],
  },
  countBytes: {
    needs: [],
    lines: [
      '// What base64 text stands for, by its length and padding.',
      code`function countBytes(text${STRING})${NUMBER} {`,
      [
        'const { length } = text',
        'const padding = text.charCodeAt(length - 1) !== 61 ? 0 : text.charCodeAt(length - 2) !== 61 ? 1 : 2',
        'return length / 4 * 3 - padding',
      ],
      '}',
    ],
  },
  withChanges: {
    needs: [],
    lines: [
      '// A copy with some members set, or removed where the change is undefined. Defined, not assigned: `__proto__` is a name like any other.',
      code`function withChanges(value${type(': object')}, changes${type(': ReadonlyMap<string, unknown>')})${UNKNOWN} {`,
      [
        code`const members${type(': Map<string, unknown>')} = new Map(Object.entries(value))`,
        'for (const [name, after] of changes) {',
        ['if (after === undefined) members.delete(name)', 'else members.set(name, after)'],
        '}',
        'return Object.fromEntries(members)',
      ],
      '}',
    ],
  },
  ...JSON_LIBRARY,
  ...TIME_LIBRARY,
}
