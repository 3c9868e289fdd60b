/** Expressions that guards compute otherwise than they read: operators, functions, quantifiers, patterns, times. */
import { inFile, type Mutant } from './mutant.ts'

export const EXPRESSION_MUTANTS: readonly Mutant[] = [
  ...inFile('emit/checks/expression.ts', [
    [
      '`=>` is read as `&&`',
      'code: code`!${atLeast(print(left, scope), UNARY)} || ${atLeast(print(right, scope), OR)}`,',
      'code: code`${atLeast(print(left, scope), AND)} && ${atLeast(print(right, scope), AND)}`,',
    ],
    [
      '`||` is read as `&&`',
      "infix(print(left, scope), ' || ', print(right, scope), OR, OR)",
      "infix(print(left, scope), ' && ', print(right, scope), AND, AND)",
    ],
    [
      '`&&` is read as `||`',
      "infix(print(left, scope), ' && ', print(right, scope), AND, AND)",
      "infix(print(left, scope), ' || ', print(right, scope), OR, OR)",
    ],
    [
      '`||` of two claims that differ is exclusive',
      "infix(print(left, scope), ' || ', print(right, scope), OR, OR)",
      "infix(print(left, scope), ' !== ', print(right, scope), OR, OR)",
    ],
    [
      '`-` groups from the right',
      'infix(print(left, scope), ` ${operator} `, print(right, scope), SUM, SUM + 1)',
      'infix(print(right, scope), ` ${operator} `, print(left, scope), SUM, SUM + 1)',
    ],
    [
      '`*` and `%` change places',
      "infix(print(left, scope), ` ${operator} `, print(right, scope), PRODUCT, PRODUCT + 1)\n    case '/'",
      "infix(print(left, scope), operator === '*' ? ' % ' : ' * ', print(right, scope), PRODUCT, PRODUCT + 1)\n    case '/'",
    ],
    ['a quotient is not cut', 'code: code`Math.trunc(${quotient.code})`', 'code: code`(${quotient.code})`'],
    ['a quotient is rounded', 'code: code`Math.trunc(${quotient.code})`', 'code: code`Math.round(${quotient.code})`'],
    [
      '`==` and `!=` change places',
      'return infix(widened(left, a, right), ` ${operator}= `, b,',
      "return infix(widened(left, a, right), operator === '==' ? ' !== ' : ' === ', b,",
    ],
    [
      'texts are compared regardless of case',
      'return infix(widened(left, a, right), ` ${operator}= `, b,',
      "if (left.type.kind === 'enum' || left.type.kind === 'string') return infix({ code: code`String(${a.code}).toLowerCase()`, precedence: MEMBER }, ` ${operator}= `, { code: code`String(${b.code}).toLowerCase()`, precedence: MEMBER }, EQUALITY, EQUALITY + 1)\n  return infix(widened(left, a, right), ` ${operator}= `, b,",
    ],
    [
      'limits belong to the other side',
      'if (comparer === undefined) return infix(a, ` ${operator} `, b, RELATION',
      'if (comparer === undefined) return infix(a, ` ${operator.length === 2 ? operator[0] : `${operator}=`} `, b, RELATION',
    ],
    [
      'times are compared as texts',
      'if (comparer === undefined) return infix(a, ` ${operator} `, b, RELATION',
      "if (comparer === undefined || comparer === 'compareTimestamps') return infix(a, ` ${operator} `, b, RELATION",
    ],
    [
      'durations are compared as texts',
      'if (comparer === undefined) return infix(a, ` ${operator} `, b, RELATION',
      "if (comparer === undefined || comparer === 'compareDurations') return infix(a, ` ${operator} `, b, RELATION",
    ],
    [
      '`has` is turned round',
      'code: code`${readField(expression.object, expression.field, scope)} !== undefined`,\n        precedence',
      'code: code`${readField(expression.object, expression.field, scope)} === undefined`,\n        precedence',
    ],
    [
      '`!has` is taken for `has`',
      'scope)} === undefined`, precedence: EQUALITY }\n      }',
      'scope)} !== undefined`, precedence: EQUALITY }\n      }',
    ],
    [
      'an index is one off',
      "code: code`${list}[${print(expression.index, scope).code}]${type('!')}`",
      'code: code`${list}[${print(expression.index, scope).code} + 1]`',
    ],
    [
      'a minus is lost',
      'return { code: code`${expression.operator}${separated}`, precedence: UNARY }',
      "return { code: code`${expression.operator === '-' ? '+' : '!'}${separated}`, precedence: UNARY }",
    ],
    [
      'a negation is lost',
      'return { code: code`${expression.operator}${separated}`, precedence: UNARY }',
      "return { code: code`${expression.operator === '!' ? '!!' : '-'}${separated}`, precedence: UNARY }",
    ],
    [
      'the branches of a choice change places',
      '${atLeast(print(expression.whenTrue, scope), CONDITIONAL)} : ${atLeast(print(expression.whenFalse, scope), CONDITIONAL)}`,\n        precedence',
      '${atLeast(print(expression.whenFalse, scope), CONDITIONAL)} : ${atLeast(print(expression.whenTrue, scope), CONDITIONAL)}`,\n        precedence',
    ],
    ['`in` looks for the wrong text', 'js }}.includes(${wanted})`', 'js }}.indexOf(${wanted}) > 0`'],
    [
      '`in` a map is always true',
      "code`${scope.module.use('hasMember')}(${print(right, scope).code}, ${print(left, scope).code})`",
      "code`${scope.module.use('hasMember')}(${print(right, scope).code}, ${print(left, scope).code}) || true`",
    ],
    [
      '`size` counts code units',
      "code`${scope.module.use('countCodePoints')}(${receiver.code})`",
      'code`${receiver.code}.length`',
    ],
    [
      '`size` of bytes counts characters',
      "const counter = first.type.kind === 'map' ? 'countMembers' : 'countBytes'",
      "const counter = first.type.kind === 'map' ? 'countMembers' : 'countCodePoints'",
    ],
    ['`startsWith` is `contains`', "return method('startsWith')", "return method('includes')"],
    ['`endsWith` is `contains`', "return method('endsWith')", "return method('includes')"],
    ['`contains` is `startsWith`', "return method('includes')", "return method('startsWith')"],
    [
      '`contains` is `==`',
      "return method('includes')",
      "return { code: code`(${receiver.code} === ${argument?.code ?? ''})`, precedence: MEMBER }",
    ],
    ['`int` rounds', 'code: code`Math.trunc(${receiver.code})`', 'code: code`Math.round(${receiver.code})`'],
    [
      '`min` is `max`',
      'code: code`Math.${call.builtin}(${operands})`',
      "code: code`Math.${call.builtin === 'min' ? 'max' : 'min'}(${operands})`",
    ],
    [
      '`all` over the first elements only',
      "'for (let index = 0; index < list.length; index++) {'",
      "'for (let index = 0; index < list.length - 1; index++) {'",
    ],
    [
      '`all` passes over the first element',
      "'for (let index = 0; index < list.length; index++) {'",
      "'for (let index = 1; index < list.length; index++) {'",
    ],
    [
      '`all` is `exists`',
      "step: (body) => [code`if (!${atLeast(body, UNARY)}) return false`],\n    result: 'true',",
      "step: (body) => [code`if (${atLeast(body, UNARY)}) return true`],\n    result: 'false',",
    ],
    [
      '`exists` of nothing is true',
      "step: (body) => [code`if (${body.code}) return true`],\n    result: 'false',",
      "step: (body) => [code`if (${body.code}) return true`],\n    result: 'list.length === 0',",
    ],
    ['`exists_one` is `exists`', "result: 'count === 1'", "result: 'count >= 1'"],
    [
      '`filter` drops what it should keep',
      'step: (body, variable) => [code`if (${body.code}) result.push',
      'step: (body, variable) => [code`if (!(${body.code})) result.push',
    ],
    [
      'nanoseconds of computed times are lost',
      'code`${compare}(${a.seconds} - ${b.seconds}, ${a.nanos} - ${b.nanos})`',
      'code`${compare}(${a.seconds} - ${b.seconds}, 0)`',
    ],
    [
      'computed times are added the wrong way round',
      'seconds: code`(${a.seconds} ${operator} ${b.seconds})`',
      "seconds: code`(${a.seconds} ${operator === '-' ? '+' : '-'} ${b.seconds})`",
    ],
  ]),
  ...inFile('emit/checks/pattern-function.ts', [
    [
      'a pattern that is a chain may go on',
      'lines.push(`return text.length === ${String(length)}`)',
      "lines.push('return true')",
    ],
    [
      'a pattern need not begin the text',
      'lines.push(`if (text.length < ${String(length)}) return false`)',
      'lines.push(`if (text.length < ${String(length)}) return false`, `text = text.slice(-${String(length)})`)',
    ],
    [
      'a pattern is matched as a prefix',
      "[...moves, 'return false']",
      "[...moves, ...(dfa.accept[state] ? ['return true'] : []), 'return false']",
    ],
    [
      'every state of a pattern accepts',
      'reachable.filter((state) => dfa.accept[state])',
      'reachable.filter((state) => dfa.accept[state] || state > 2)',
    ],
    [
      'the last character of a class is out',
      '`${point} >= ${String(first)} && ${point} <= ${String(last)}`',
      '`${point} >= ${String(first)} && ${point} < ${String(last)}`',
    ],
    [
      'one character beside a class is in',
      '`${point} >= ${String(first)} && ${point} <= ${String(last)}`',
      '`${point} >= ${String(first)} && ${point} <= ${String(last + 1)}`',
    ],
    ['patterns read code units', "stepInBody: ['at += point > 0xffff ? 2 : 1'],", "stepInBody: ['at += 1'],"],
  ]),
  ...inFile('emit/library.ts', [
    [
      'a text of pairs is too long',
      'if (text.length < min || text.length > 2 * max) return false',
      'if (text.length < min || text.length > max) return false',
    ],
    [
      'pairs are counted twice',
      'if ((text.charCodeAt(index) & 0xfc00) === 0xdc00) count--',
      'if ((text.charCodeAt(index) & 0xfc00) === 0xdc00) count -= 0',
    ],
    ['a length may be one more', 'return count >= min && count <= max', 'return count >= min && count <= max + 1'],
    ['ill-formed short texts pass', 'return units < 0xd800 || text.isWellFormed()', 'return true'],
    [
      'decimals are judged roughly',
      'return Math.round(scaled) / scale === value',
      'return Math.abs(Math.round(scaled) / scale - value) < 1e-4',
    ],
    ['large decimals are not judged', "'return fractionDigits(value) <= digits',", "'return true',"],
    [
      'neighbours alone are compared for uniqueness',
      'for (let earlier = 0; earlier < index; earlier++)',
      'for (let earlier = index - 1; earlier < index; earlier++)',
    ],
    [
      'long lists may repeat themselves',
      'return new Set(list).size === list.length`',
      'return new Set(list).size > 0`',
    ],
    [
      'a list of texts may begin with anything',
      "`for (let index = 0; index < value.length; index++) if (typeof value[index] !== 'string') return false`",
      "`for (let index = 1; index < value.length; index++) if (typeof value[index] !== 'string') return false`",
    ],
    [
      '`*` stands for an empty segment',
      "pattern.charCodeAt(at) !== 42 || until === from) {'",
      "pattern.charCodeAt(at) !== 42) {'",
    ],
    [
      '`*` stands for all that follows',
      "'if (dot === -1 || stop === -1) return dot === stop',",
      "'if (dot === -1 && pattern.charCodeAt(at) === 42) return true',\n          'if (dot === -1 || stop === -1) return dot === stop',",
    ],
    [
      'a scope that begins right is granted',
      "'if (end - at !== until - from) return false',",
      "'if (end - at > until - from) return false',",
    ],
    [
      'a `*` that is asked for is not granted by less',
      ' || matchesDotted(needed, granted)) return true',
      ') return true',
    ],
    [
      '`*` grants nothing',
      'granted === needed || matchesDotted(granted, needed) || matchesDotted(needed, granted)',
      'granted === needed',
    ],
    ['unused bits of base64 may be set', 'return end === value.length || (last', 'return true || (last'],
    ['base64 may lack its padding', 'value.length % 4 !== 0) return false`', 'value.length % 4 === 1) return false`'],
    [
      'base64 may be that of URLs',
      "'else if (unit === 43) last = 62',",
      "'else if (unit === 43 || unit === 45) last = 62',",
    ],
    ['a byte is miscounted', '!== 61 ? 1 : 2', '!== 61 ? 2 : 2'],
    [
      'a member of a copy is lost',
      "'if (value[name] !== undefined) value[name] = copy(value[name])'",
      "'if (value[name] !== undefined) value[name] = undefined'",
    ],
    ['a path has no slash', 'return `${path}/${key.replaceAll', 'return `${path}${key.replaceAll'],
    [
      'the place of ill-formed text is lost',
      "`if (typeof value === 'string' && !value.isWellFormed()) return path`",
      "`if (typeof value === 'string' && !value.isWellFormed()) return ''`",
    ],
    [
      'an array is a record',
      "return typeof value === 'object' && value !== null && !Array.isArray(value)`",
      "return typeof value === 'object' && value !== null`",
    ],
  ]),
  ...inFile('emit/library-time.ts', [
    ['a leap second is a second', 'second <= 59)) return NaN', 'second <= 60)) return NaN'],
    ['24 o’clock is an hour', 'hour <= 23 && minute <= 59 && second', 'hour <= 24 && minute <= 59 && second'],
    ['every fourth year is a leap year', '(year % 4 === 0 && year % 100 !== 0) || year % 400 === 0', 'year % 4 === 0'],
    [
      'no century is a leap year',
      '(year % 4 === 0 && year % 100 !== 0) || year % 400 === 0',
      'year % 4 === 0 && year % 100 !== 0',
    ],
    ['every month has 31 days', '(isLeap ? 29 : 28) : month === 4 ||', '(isLeap ? 29 : 28) : month === 14 ||'],
    ['a day may be the 0th', 'day >= 1 && hour', 'day >= 0 && hour'],
    ['ten digits of a fraction pass', 'at - first > 9) return NaN', 'at - first > 10) return NaN'],
    ['offsets count the wrong way', "=== '-' ? -60 : 60)", "=== '-' ? 60 : -60)"],
    ['offsets do not count', '(hours * 60 + minutes)`', '0`'],
    ['the year 9999 may have an offset', 'if (year === 1 || year === 9999) return NaN', 'if (year === 1) return NaN'],
    ['fractions of a second do not count', '|| nanosOf(a) - nanosOf(b)', ''],
    ['a duration has one digit more', "(value[0] === '-' ? 1 : 0) <= 9`", "(value[0] === '-' ? 1 : 0) <= 10`"],
    ['a duration has no sign', 'return first === 1 ? -seconds : seconds', 'return seconds'],
    ['fractions of durations do not count', '|| nanosOfDuration(a) - nanosOfDuration(b)', ''],
  ]),
  ...inFile('emit/library-json.ts', [
    ['quotes cost nothing', 'if (unit === 0x22 || unit === 0x5c) rest -= 1', 'if (unit === 0x22) rest -= 0'],
    ['line breaks cost as much as other controls', 'unit === 0x0b || unit < 8 || unit > 0x0d ? 5 : 1', 'true ? 5 : 1'],
    ['two bytes are one', 'else if (unit < 0x800) rest -= 1', 'else if (unit < 0x800) rest -= 0'],
    ['commas cost nothing', 'index === 0 ? rest : rest - 1, depth - 1)', 'rest, depth - 1)'],
    [
      'JSON may be a level deeper',
      "if (typeof value !== 'object' || depth === 0) return -1`",
      "if (typeof value !== 'object' || depth < 0) return -1`",
    ],
    ['JSON may be infinite', 'Number.isFinite(value) ? left', 'true ? left'],
    ['−0 inside JSON stays', "'if (value === 0) return 0',", "'if (value === 0) return value',"],
  ]),
]
