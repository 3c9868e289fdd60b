/**
 * Functions that people look for and that are called otherwise here, or that are missing on purpose: what there is instead. Wording only.
 */

/** What is written instead of a function of that name, in lower case and without `_`; `text` where the whole call can be replaced. */
export function functionElsewhere(name: string): { readonly help: string; readonly text?: string } | undefined {
  const help = ELSEWHERE.get(name.toLowerCase().replaceAll('_', ''))
  if (help === undefined) return undefined
  return help === NOW ? { help, text: 'context.now' } : { help }
}

const SIZE = 'the length of a text or list is `size(x)`'
const TEXT = 'texts are compared as they are: admit only one spelling by a `pattern` of the type'
const NOW = 'the time of the request is `context.now`'
const PATTERN = 'a text is held against a pattern by `x.matches(r"…")`'

const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ...['now', 'today', 'time', 'date', 'currenttime', 'timenow', 'nowns', 'getdate'].map((name) => [name, NOW] as const),
  ...['len', 'length', 'count', 'strlen', 'cardinality'].map((name) => [name, SIZE] as const),
  ...[
    'lower',
    'upper',
    'tolower',
    'toupper',
    'lowercase',
    'uppercase',
    'tolowercase',
    'touppercase',
    'trim',
    'strip',
  ].map((name) => [name, TEXT] as const),
  ...['match', 'regex', 'regexmatch', 'rematch', 'test', 'like', 'search'].map((name) => [name, PATTERN] as const),
  ['includes', 'whether a text has a part is `x.contains("…")`, whether a list has an element `element in list`'],
  ['has', 'whether an optional field is there is `has(input.memo)`'],
  ['isset', 'whether an optional field is there is `has(input.memo)`'],
  ['exists', 'whether an optional field is there is `has(input.memo)`, whether an element is so `list.exists(x, …)`'],
  ['isnull', 'there is no null: whether an optional field is there is `has(input.memo)`'],
  ['coalesce', 'a default stands at the field: `limit: Int = 20`'],
  ['isempty', 'an empty text or list has `size(x) == 0`'],
  ['any', 'whether one element is so is `list.exists(x, …)`'],
  ['some', 'whether one element is so is `list.exists(x, …)`'],
  ['every', 'whether all elements are so is `list.all(x, …)`'],
  ['startswith', 'write it behind its value: `x.startsWith("…")`'],
  ['endswith', 'write it behind its value: `x.endsWith("…")`'],
  ['emailunder', 'the domain of an `Email` is compared by `email_at(address, "example.com")`'],
  ['emailin', 'the domain of an `Email` is compared by `email_at(address, "example.com")`'],
  ['sum', 'nothing runs over a list but `all`, `exists`, `exists_one`, `map` and `filter`'],
  ['abs', 'a distance is written with a condition: `x < 0 ? -x : x`'],
  ['round', 'how many decimals a number has is part of its type: `Float(decimals: 2)`'],
  ['days', 'a span of time is written `30d`'],
  ['hours', 'a span of time is written `8h`'],
  ['minutes', 'a span of time is written `15m`'],
  ['str', 'numbers do not become texts'],
  ['string', 'numbers do not become texts'],
])
