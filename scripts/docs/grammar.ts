/**
 * Grammars as the language reference writes them: reads the EBNF, makes random sentences of it, and says whether a list of tokens is one. What the tokens
 * of a file are is the caller's business; nothing here knows a rule of the language.
 */

export type Grammar = ReadonlyMap<string, Rule>

export type Rule =
  | { readonly kind: 'token'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Rule[] }
  | { readonly kind: 'repeat'; readonly rule: Rule; readonly min: 0 | 1; readonly max: 1 | undefined }
  /** Items on lines of their own · `{`, items between separators, `}` · items between commas, one more at the end allowed. */
  | { readonly kind: 'lines' | 'block' | 'commas'; readonly rule: Rule }

/** Throws where the text is no grammar. */
export function readGrammar(text: string): Grammar {
  const rules = new Map<string, Rule>()
  for (const rule of text.trim().split(/\n(?=[a-z])/)) {
    const [, name = '', body = ''] = /^([a-z-]+)\s*::=\s*([\s\S]*)$/.exec(rule) ?? []
    if (name === '') throw new Error(`no rule of a grammar: ${rule}`)
    const words = body.match(/"[^"]*"|::=|[a-z-]+|[()|*+?]/g) ?? []
    const reader = { words, at: 0 }
    rules.set(name, readChoice(reader))
    if (reader.at < words.length) throw new Error(`${name}: nothing fits ${words[reader.at]}`)
  }
  return rules
}

interface Reader {
  readonly words: readonly string[]
  at: number
}

function readChoice(reader: Reader): Rule {
  const parts = [readSequence(reader)]
  while (reader.words[reader.at] === '|') {
    reader.at += 1
    parts.push(readSequence(reader))
  }
  return parts.length === 1 ? parts[0]! : { kind: 'choice', parts }
}

function readSequence(reader: Reader): Rule {
  const parts: Rule[] = []
  for (
    let word = reader.words[reader.at];
    word !== undefined && word !== '|' && word !== ')';
    word = reader.words[reader.at]
  ) {
    parts.push(readRepeat(reader))
  }
  return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts }
}

function readRepeat(reader: Reader): Rule {
  const rule = readAtom(reader)
  const mark = reader.words[reader.at]
  if (mark !== '*' && mark !== '+' && mark !== '?') return rule
  reader.at += 1
  return { kind: 'repeat', rule, min: mark === '+' ? 1 : 0, max: mark === '?' ? 1 : undefined }
}

function readAtom(reader: Reader): Rule {
  const word = reader.words[reader.at] ?? ''
  reader.at += 1
  if (word.startsWith('"')) return { kind: 'token', text: word.slice(1, -1) }
  if (word === '(') return readGroup(reader)
  if ((word === 'lines' || word === 'block' || word === 'commas') && reader.words[reader.at] === '(') {
    reader.at += 1
    return { kind: word, rule: readGroup(reader) }
  }
  return { kind: 'name', name: word }
}

function readGroup(reader: Reader): Rule {
  const rule = readChoice(reader)
  if (reader.words[reader.at] !== ')') throw new Error('a group is not closed')
  reader.at += 1
  return rule
}

/** What a sentence is made with: a number from 0 to `below` − 1, and the text of a token that has no rule (`word`, `text`, …). */
export interface Source {
  readonly pick: (below: number) => number
  readonly sample: (token: string) => string
}

/** Deeper than this a sentence takes the shortest way out. */
const DEPTH = 12

/** A sentence as text: items of blocks on lines of their own, indented, everything else between single spaces. */
export function makeSentence(grammar: Grammar, start: string, source: Source): string {
  const heights = shortestHeights(grammar)
  const make = (rule: Rule, depth: number, indent: string): string => {
    const isDeep = depth > DEPTH
    switch (rule.kind) {
      case 'token':
        return rule.text
      case 'name': {
        const inner = grammar.get(rule.name)
        return inner === undefined ? source.sample(rule.name) : make(inner, depth + 1, indent)
      }
      case 'sequence':
        return rule.parts
          .map((part) => make(part, depth, indent))
          .filter((text) => text !== '')
          .join(' ')
      case 'choice': {
        const lowest = Math.min(...rule.parts.map((part) => heightOf(part, heights)))
        const parts = isDeep ? rule.parts.filter((part) => heightOf(part, heights) === lowest) : rule.parts
        return make(parts[source.pick(parts.length)]!, depth, indent)
      }
      case 'repeat':
        return times(rule.min, isDeep ? rule.min : (rule.max ?? 3), () => make(rule.rule, depth + 1, indent)).join(' ')
      case 'lines':
        return times(0, 5, () => make(rule.rule, depth + 1, indent)).join('\n')
      case 'commas':
        return times(isDeep ? 1 : 0, isDeep ? 1 : 3, () => make(rule.rule, depth + 1, indent)).join(' , ')
      case 'block': {
        const inner = `${indent}  `
        const items = times(0, isDeep ? 0 : 4, () => make(rule.rule, depth + 1, inner))
        return items.length === 0 ? '{ }' : `{\n${items.map((item) => `${inner}${item}\n`).join('')}${indent}}`
      }
    }
  }
  const times = (min: number, max: number, one: () => string): string[] =>
    Array.from({ length: min + source.pick(max - min + 1) }, one)
  return make({ kind: 'name', name: start }, 0, '')
}

/** How deep the shortest sentence of each rule nests; a rule that never ends has none. */
function shortestHeights(grammar: Grammar): ReadonlyMap<string, number> {
  const heights = new Map([...grammar.keys()].map((name) => [name, Number.POSITIVE_INFINITY]))
  for (let changed = true; changed; ) {
    changed = false
    for (const [name, rule] of grammar) {
      const height = heightOf(rule, heights) + 1
      if (height >= (heights.get(name) ?? 0)) continue
      heights.set(name, height)
      changed = true
    }
  }
  return heights
}

function heightOf(rule: Rule, heights: ReadonlyMap<string, number>): number {
  switch (rule.kind) {
    case 'token':
      return 0
    case 'name':
      return heights.get(rule.name) ?? 0
    case 'sequence':
      return Math.max(0, ...rule.parts.map((part) => heightOf(part, heights)))
    case 'choice':
      return Math.min(...rule.parts.map((part) => heightOf(part, heights)))
    case 'repeat':
      return rule.min === 0 ? 0 : heightOf(rule.rule, heights)
    case 'commas':
      return heightOf(rule.rule, heights)
    case 'lines':
    case 'block':
      return 0
  }
}

/** `fits`: whether the token at a place may stand for a name without a rule; `separator` for what parts the items of a block. */
export interface Tokens {
  readonly texts: readonly string[]
  readonly fits: (at: number, token: string) => boolean
  readonly isSeparator: (at: number) => boolean
}

/** True when the tokens, all of them, are a sentence. Every reading is followed, each place of the text once per rule. */
export function isSentence(grammar: Grammar, start: string, tokens: Tokens): boolean {
  return endsOf(grammar, start, tokens).has(tokens.texts.length)
}

function endsOf(grammar: Grammar, start: string, { texts, fits, isSeparator }: Tokens): ReadonlySet<number> {
  const known = new Map<string, ReadonlySet<number>>()
  const ends = (rule: Rule, at: number): ReadonlySet<number> => {
    switch (rule.kind) {
      case 'token':
        return texts[at] === rule.text ? new Set([at + 1]) : NONE
      case 'name':
        return named(rule.name, at)
      case 'sequence':
        return rule.parts.reduce<ReadonlySet<number>>(
          (from, part) => each(from, (place) => ends(part, place)),
          new Set([at]),
        )
      case 'choice':
        return new Set(rule.parts.flatMap((part) => [...ends(part, at)]))
      case 'repeat':
        return repeated(rule.rule, rule.min, rule.max, at)
      case 'lines':
        return repeated(rule.rule, 0, undefined, at)
      case 'commas':
        return listed(rule.rule, at, (place) => texts[place] === ',')
      case 'block':
        return texts[at] === '{'
          ? each(listed(rule.rule, at + 1, isSeparator), (place) =>
              texts[place] === '}' ? new Set([place + 1]) : NONE,
            )
          : NONE
    }
  }
  const named = (name: string, at: number): ReadonlySet<number> => {
    const rule = grammar.get(name)
    if (rule === undefined) return fits(at, name) ? new Set([at + 1]) : NONE
    const key = `${name} ${at}`
    const found = known.get(key) ?? ends(rule, at)
    known.set(key, found)
    return found
  }
  const repeated = (rule: Rule, min: number, max: number | undefined, at: number): ReadonlySet<number> => {
    const all = new Set(min === 0 ? [at] : [])
    let from: ReadonlySet<number> = new Set([at])
    for (let count = 1; from.size > 0 && count <= (max ?? texts.length); count += 1) {
      from = new Set([...each(from, (place) => ends(rule, place))].filter((place) => !all.has(place)))
      for (const place of from) all.add(place)
    }
    return all
  }
  const listed = (rule: Rule, at: number, parts: (place: number) => boolean): ReadonlySet<number> => {
    const all = new Set([at])
    let from: ReadonlySet<number> = new Set([at])
    while (from.size > 0) {
      const after = [...each(from, (place) => ends(rule, place))].filter((place) => !all.has(place))
      for (const place of after) all.add(place)
      const next = after.filter(parts).map((place) => place + 1)
      for (const place of next) all.add(place)
      from = new Set(next)
    }
    return all
  }
  return named(start, 0)
}

const NONE: ReadonlySet<number> = new Set()

function each(places: ReadonlySet<number>, step: (place: number) => ReadonlySet<number>): ReadonlySet<number> {
  return new Set([...places].flatMap((place) => [...step(place)]))
}
