/**
 * Timestamps and durations in generated modules: which texts are one, and how two compare, without allocating. The accepted texts and the order are
 * those of `types/timestamp.ts` and `types/duration.ts`.
 */
import { code, type } from './code.ts'
import type { LibraryFunction } from './library.ts'

export type TimeName =
  | 'secondsOf'
  | 'nanosOf'
  | 'isTimestamp'
  | 'secondsOfDuration'
  | 'nanosOfDuration'
  | 'isDuration'
  | 'compareTimestamps'
  | 'compareDurations'
  | 'digitsAt'
  | 'signOfTime'
  | 'fractionOf'
  | 'textOfTimestamp'
  | 'textOfDuration'

const NUMBER = type(': number')
const STRING = type(': string')

export const TIME_LIBRARY: Readonly<Record<TimeName, LibraryFunction>> = {
  digitsAt: {
    needs: [],
    lines: [
      '// The number written in `count` digits from `start` on; NaN where there is anything else.',
      code`function digitsAt(text${STRING}, start${NUMBER}, count${NUMBER})${NUMBER} {`,
      [
        'let number = 0',
        'for (let index = start; index < start + count; index++) {',
        [
          'const digit = text.charCodeAt(index) - 48',
          'if (!(digit >= 0 && digit <= 9)) return NaN',
          'number = number * 10 + digit',
        ],
        '}',
        'return number',
      ],
      '}',
    ],
  },
  secondsOf: {
    needs: ['digitsAt'],
    lines: [
      '// Seconds since 1970 of an RFC 3339 text with at most nine fraction digits; NaN for any other text.',
      code`function secondsOf(text${STRING})${NUMBER} {`,
      [
        'if (text.length < 20 || text.length > 35) return NaN',
        `if (text[4] !== '-' || text[7] !== '-' || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':') return NaN`,
        'const year = digitsAt(text, 0, 4)',
        'const month = digitsAt(text, 5, 2)',
        'const day = digitsAt(text, 8, 2)',
        'const hour = digitsAt(text, 11, 2)',
        'const minute = digitsAt(text, 14, 2)',
        'const second = digitsAt(text, 17, 2)',
        'let at = 19',
        `if (text[at] === '.') {`,
        [
          'const first = ++at',
          'while (text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++',
          'if (at === first || at - first > 9) return NaN',
        ],
        '}',
        'let offset = 0',
        `if (text[at] === '+' || text[at] === '-') {`,
        [
          'const hours = digitsAt(text, at + 1, 2)',
          'const minutes = digitsAt(text, at + 4, 2)',
          `if (text.length !== at + 6 || text[at + 3] !== ':' || !(hours <= 23 && minutes <= 59)) return NaN`,
          'if (year === 1 || year === 9999) return NaN',
          `offset = (text[at] === '-' ? -60 : 60) * (hours * 60 + minutes)`,
        ],
        `} else if (text[at] !== 'Z' || text.length !== at + 1) return NaN`,
        'if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59)) return NaN',
        'const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0',
        'const days = month === 2 ? (isLeap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31',
        'if (day > days) return NaN',
        '// Years begin in March here, so that a leap day ends one.',
        'const shifted = month > 2 ? year : year - 1',
        'const era = Math.floor(shifted / 400)',
        'const yearOfEra = shifted - era * 400',
        'const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1',
        'const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear',
        'return (era * 146097 + dayOfEra - 719468) * 86400 + hour * 3600 + minute * 60 + second - offset',
      ],
      '}',
    ],
  },
  nanosOf: {
    needs: [],
    lines: [
      '// Nanoseconds after the second, of a text that `secondsOf` accepts.',
      code`function nanosOf(text${STRING})${NUMBER} {`,
      [
        `if (text[19] !== '.') return 0`,
        'let nanos = 0',
        'let scale = 1e9',
        'for (let index = 20; ; index++) {',
        [
          'const digit = text.charCodeAt(index) - 48',
          'if (!(digit >= 0 && digit <= 9)) return nanos * scale',
          'nanos = nanos * 10 + digit',
          'scale /= 10',
        ],
        '}',
      ],
      '}',
    ],
  },
  isTimestamp: {
    needs: ['secondsOf'],
    lines: [
      code`function isTimestamp(value${type(': unknown')})${type(': value is string')} {`,
      [`return typeof value === 'string' && !Number.isNaN(secondsOf(value))`],
      '}',
    ],
  },
  compareTimestamps: {
    needs: ['secondsOf', 'nanosOf'],
    lines: [
      code`function compareTimestamps(a${STRING}, b${STRING})${NUMBER} {`,
      ['return secondsOf(a) - secondsOf(b) || nanosOf(a) - nanosOf(b)'],
      '}',
    ],
  },
  secondsOfDuration: {
    needs: ['digitsAt'],
    lines: [
      '// Whole seconds of a text such as `90s` or `-0.5s`; NaN for any other text.',
      code`function secondsOfDuration(text${STRING})${NUMBER} {`,
      [
        `const first = text[0] === '-' ? 1 : 0`,
        'let at = first',
        'while (text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++',
        'if (at === first || at - first > 10) return NaN',
        'const seconds = digitsAt(text, first, at - first)',
        `if (text[at] === '.') {`,
        [
          'const point = at++',
          'while (text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++',
          'if (at === point + 1 || at - point > 10) return NaN',
        ],
        '}',
        `if (text[at] !== 's' || text.length !== at + 1) return NaN`,
        'return first === 1 ? -seconds : seconds',
      ],
      '}',
    ],
  },
  nanosOfDuration: {
    needs: ['digitsAt'],
    lines: [
      '// Nanoseconds with the sign of the whole, of a text that `secondsOfDuration` accepts.',
      code`function nanosOfDuration(text${STRING})${NUMBER} {`,
      [
        `const point = text.indexOf('.')`,
        'if (point === -1) return 0',
        'const digits = text.length - point - 2',
        `const nanos = digitsAt(text, point + 1, digits) * 10 ** (9 - digits)`,
        `return text[0] === '-' ? -nanos : nanos`,
      ],
      '}',
    ],
  },
  isDuration: {
    needs: ['secondsOfDuration'],
    lines: [
      code`function isDuration(value${type(': unknown')})${type(': value is string')} {`,
      [
        `if (typeof value !== 'string' || Number.isNaN(secondsOfDuration(value))) return false`,
        '// A value has nine digits before the point at most, a computed duration one more.',
        `const point = value.indexOf('.')`,
        `return (point === -1 ? value.length - 1 : point) - (value[0] === '-' ? 1 : 0) <= 9`,
      ],
      '}',
    ],
  },
  signOfTime: {
    needs: [],
    lines: [
      '// Of a difference whose nanoseconds may be those of many seconds; exact, since the product stays far below 2^53.',
      code`function signOfTime(seconds${NUMBER}, nanos${NUMBER})${NUMBER} {`,
      ['return seconds > 1e6 || seconds < -1e6 ? seconds : seconds * 1e9 + nanos'],
      '}',
    ],
  },
  fractionOf: {
    needs: [],
    lines: [
      code`function fractionOf(nanos${NUMBER})${STRING} {`,
      ["return nanos === 0 ? '' : '.' + String(nanos).padStart(9, '0').replace(/0+$/, '')"],
      '}',
    ],
  },
  textOfTimestamp: {
    needs: ['fractionOf'],
    lines: [
      code`function textOfTimestamp(seconds${NUMBER}, nanos${NUMBER})${STRING} {`,
      [
        'const carry = Math.floor(nanos / 1e9)',
        'const date = new Date((seconds + carry) * 1000).toISOString()',
        `return date.slice(0, 19) + fractionOf(nanos - carry * 1e9) + 'Z'`,
      ],
      '}',
    ],
  },
  textOfDuration: {
    needs: ['fractionOf'],
    lines: [
      code`function textOfDuration(seconds${NUMBER}, nanos${NUMBER})${STRING} {`,
      [
        'const carry = Math.floor(nanos / 1e9)',
        'const whole = seconds + carry',
        'const rest = nanos - carry * 1e9',
        `if (whole >= 0) return String(whole) + fractionOf(rest) + 's'`,
        `const magnitude = rest === 0 ? String(-whole) : String(-whole - 1) + fractionOf(1e9 - rest)`,
        `return '-' + magnitude + 's'`,
      ],
      '}',
    ],
  },
  compareDurations: {
    needs: ['secondsOfDuration', 'nanosOfDuration'],
    lines: [
      code`function compareDurations(a${STRING}, b${STRING})${NUMBER} {`,
      ['return secondsOfDuration(a) - secondsOfDuration(b) || nanosOfDuration(a) - nanosOfDuration(b)'],
      '}',
    ],
  },
}
