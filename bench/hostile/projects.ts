/**
 * Projects made to cost a compiler more than they are long: nesting, one endless line, quotes, thousands of declarations, of errors, of names that lead to
 * names. Each takes a size and grows in proportion to it; nothing here runs anything.
 */

/** File → text. */
export type HostileProject = Readonly<Record<string, string>>

/** About `size` units of something; a unit is a handful of characters. */
export const HOSTILE_PROJECTS: ReadonlyMap<string, (size: number) => HostileProject> = new Map<
  string,
  (size: number) => HostileProject
>([
  ['parentheses, open', (size) => one(`const x: Int = ${'('.repeat(size * 10)}`)],
  ['parentheses, closed', (size) => one(`const x: Int = ${'('.repeat(size * 5)}1${')'.repeat(size * 5)}`)],
  ['braces', (size) => one(`manifest m ${'{ a '.repeat(size * 2)}`)],
  ['quotes', (size) => one('"'.repeat(size * 10))],
  ['one line', (size) => one(`const x: List<Int> = [${'1, '.repeat(size * 4)}1]`)],
  ['one text', (size) => one(`const x = "${'y'.repeat(size * 10)}"`)],
  ['declarations', (size) => one(lines(size, (n) => `type T${n} = Int(range: 0..${n})`))],
  ['roles of one name', (size) => one(lines(size, () => 'role same: agent'))],
  ['names that nothing has', (size) => one(lines(size, (n) => `type T${n} = Missing${n}`))],
  [
    'near names that nothing has',
    (size) => one(lines(size, (n) => `role role-${n}-a: agent\ntype T${n} = Strng${n % 10}`)),
  ],
  ['errors of syntax', (size) => one(lines(size, (n) => `type T${n} = = ${n}`))],
  ['errors of type', (size) => one(lines(size, (n) => `const c${n}: Int = "text ${n}"`))],
  ['errors on one line', (size) => one(`const x: List<Int> = [${'"a", '.repeat(size)}1]`)],
  ['types that lead to types', (size) => one(lines(size, (n) => `type T${n} = ${n === 0 ? 'Int' : `T${n - 1}`}`))],
  ['types in a circle', (size) => one(lines(size, (n) => `type T${n} = T${(n + 1) % size}`))],
  [
    'constants that lead to constants',
    (size) => one(lines(size, (n) => `const c${n}: Int = ${n === 0 ? '1' : `c${n - 1}`}`)),
  ],
  [
    'functions in a circle',
    (size) => one(lines(size, (n) => `fn f${n}(x: Int(range: 0..9)): Bool = f${(n + 1) % size}(x)`)),
  ],
  [
    'functions that double',
    (size) =>
      one(
        lines(
          size,
          (n) => `fn f${n}(x: Int(range: 0..9)): Bool = ${n === 0 ? 'x > 1' : `f${n - 1}(x) || f${n - 1}(x)`}`,
        ),
      ),
  ],
  ['modules in a row', (size) => row(Math.ceil(size / 20), false)],
  ['modules in a circle', (size) => row(Math.ceil(size / 20), true)],
  ['members of an enum', (size) => one(`type E = ${Array.from({ length: size }, (_, n) => `"m${n}"`).join(' | ')}`)],
  ['fields of a record', (size) => one(`type R = {\n${lines(size, (n) => `  f${n}: Int`)}}`)],
  [
    'rows of a test',
    (size) =>
      one(`test "t" for (a, b) in [\n${lines(size, (n) => `  (${n}, stage),`)}] {\n  given x\n  call y\n  expect b\n}`),
  ],
  ['a pattern', (size) => one(`type P = String(length: ..9, pattern: r"${'(a|b)?'.repeat(Math.ceil(size / 4))}")`)],
  [
    'imports of one name',
    (size) => ({
      'a/a.claw': 'module h.a\n\nrole r: agent\n',
      'b/b.claw': `module h.b\n\n${lines(size, (n) => `import h.a { r as r${n} }`)}`,
    }),
  ],
])

function one(text: string): HostileProject {
  return { 'a.claw': `module h\n\n${text}\n` }
}

function lines(count: number, line: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => `${line(n)}\n`).join('')
}

/** Each module imports the next. */
function row(count: number, isClosed: boolean): HostileProject {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => {
      const next = n + 1 < count ? n + 1 : isClosed ? 0 : undefined
      const imported = next === undefined ? '' : `import h.m${next} { T${next} }\n\n`
      const type = next === undefined ? 'Int' : `T${next}`
      return [`m${n}/m.claw`, `module h.m${n}\n\n${imported}type T${n} = ${type}\n`] as const
    }),
  )
}
