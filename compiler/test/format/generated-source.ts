/**
 * Random sources of the whole grammar, long names and deep nesting included, so that every way to break a line comes up. Nothing in them means
 * anything: the parser alone must be content.
 */
import fc from 'fast-check'

const name = fc.constantFrom(
  'a',
  'amount',
  'type',
  'state',
  'from',
  'because',
  'where',
  'for',
  'in_',
  'a_rather_long_name_for_a_field',
)
const dashed = fc.constantFrom('x', 'finance-agent', 'because', 'open', 'a-name-that-takes-a-good-part-of-a-line')
const text = fc.constantFrom(
  '""',
  '"a text"',
  '"// no comment"',
  'r"[a-z]+"',
  '"a text that is long enough to fill the better part of a line by itself"',
)

const { expression } = fc.letrec<{ expression: string; operand: string }>((tie) => {
  const rest = tie('expression')
  const operand = tie('operand')
  return {
    operand: fc.oneof(
      { depthSize: 'small' },
      fc.oneof(name, text, fc.constantFrom('1', '-2.5', '1_000 USD', '1h30m', 'true', 'input.a.b', '!x')),
      rest.map((inner) => `(${inner})`),
      fc.tuple(name, fc.array(rest, { maxLength: 4 })).map(([callee, given]) => `${callee}(${given.join(',')})`),
      fc.tuple(name, operand).map(([object, index]) => `${object}.f[${index}]`),
      fc.array(rest, { maxLength: 4 }).map((elements) => `[${elements.join(', ')}]`),
      fc
        .array(fc.tuple(name, rest), { maxLength: 4 })
        .map((fields) => `{${fields.map(([key, value]) => `${key}:${value}`).join(', ')}}`),
      operand.map((inner) => `-${inner}`),
    ),
    expression: fc.oneof(
      { depthSize: 'small' },
      operand,
      fc
        .tuple(fc.constantFrom('&&', '||', '+', '-', '*'), fc.array(operand, { minLength: 2, maxLength: 6 }))
        .map(([operator, operands]) => operands.join(` ${operator} `)),
      fc.tuple(operand, fc.constantFrom('==', '<', '>', 'in', '=>'), operand).map((parts) => parts.join(' ')),
      fc.tuple(operand, operand, operand).map(([a, b, c]) => `${a} ? ${b} : ${c}`),
      fc.tuple(operand, operand, operand).map(([a, b, c]) => `${a} + 1 == ${b} && !(${c})`),
    ),
  }
})

const { type } = fc.letrec<{ type: string }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      'String',
      'Usd(range: 0..)',
      'String(length: 1..64, pattern: r"[A-Z]")',
      'Float(decimals: 2) unit USD',
      '"pending" | "confirmed" | "rejected"',
    ),
    expression.map((condition) => `Int where ${condition}`),
    tie('type')
      .filter((inner) => !inner.includes('where'))
      .map((inner) => `List<${inner}>(length: ..9)`),
    fc
      .array(fc.tuple(name, fc.constantFrom('', '?'), tie('type')), { maxLength: 4 })
      .map((fields) => `{ ${fields.map(([key, mark, of]) => `${key}${mark}: ${of}`).join(', ')} }`),
  ),
}))

const separator = fc.constantFrom('\n', ', ', '\n\n\n', ' // note\n', '\n// note\n')
const block = (item: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom('{', '{\n', '{ // note\n'),
      fc.array(fc.tuple(item, separator), { maxLength: 5 }),
      fc.constantFrom('}', '\n}', '\n// note\n}'),
    )
    .map(([open, items, close]) => `${open}${items.map((pair) => pair.join('')).join('')}${close}`)

const documentation = fc.constantFrom(
  '',
  '',
  '/// About it.\n',
  '///  Two\n///lines.\n',
  '@ui(widget: textarea) ',
  '@ui\n',
)
const field = fc
  .tuple(documentation, name, type, fc.constantFrom('', ' = 1'))
  .map(([doc, key, of, value]) => `\n${doc}${key}: ${of}${value}`)
const entry = fc.oneof(
  fc.tuple(name, expression).map(([key, value]) => `${key}: ${value}`),
  name.map((key) => `${key} { a: 1 }`),
  fc.constantFrom('approval: 3 of a-b and 1 of c within 2h', 'permits: [a.*, *.b, c]'),
)
const rule = fc
  .tuple(fc.constantFrom('require', 'forbid'), name, expression, text)
  .map(([form, key, condition, reason]) => `\n${form} ${key}: ${condition} because ${reason}`)
const effect = fc
  .tuple(expression, expression, block(entry))
  .map(([instance, argument, body]) => `\neffect o.p(${instance}): s(${argument}) -> t ${body}`)
const section = fc.oneof(
  block(field).map((body) => `\ninput ${body}`),
  block(entry).map((body) => `\ngovernance ${body}`),
)

const declaration = fc.oneof(
  fc
    .tuple(
      documentation.filter((doc) => !doc.includes('@')),
      dashed,
    )
    .map(([doc, of]) => `${doc}role ${of}: agent`),
  fc.tuple(name, type).map(([of, is]) => `type ${of} = ${is}`),
  fc.tuple(name, expression).map(([of, is]) => `const ${of} = ${is}`),
  fc.tuple(name, expression).map(([of, is]) => `invariant ${of}: ${is}`),
  fc.tuple(dashed, block(entry)).map(([of, body]) => `purpose ${of} "title" ${body}`),
  fc
    .tuple(dashed, block(fc.constantFrom('state s', 'state s(A, B)', 'operation o: s -> s')))
    .map(([of, body]) => `object ${of} ${body}`),
  fc.tuple(dashed, block(entry)).map(([of, body]) => `manifest ${of} ${body}`),
  block(fc.oneof(section, rule, effect)).map((body) => `action a.b ${body}`),
  block(fc.constantFrom('a', 'b as c')).map((body) => `import a.b ${body}`),
  text.map((reason) => `suppress CQ7009 because ${reason} until 2027-01-01`),
  fc
    .tuple(
      fc.array(expression, { minLength: 1, maxLength: 4 }),
      block(fc.constantFrom('given a', 'call b { x: 1 }', 'expect deny why')),
    )
    .map(([cells, body]) => `test "t" for (a, b) in [(${cells.join(', ')}), (stage(2), deny x)] ${body}`),
)

export const generatedSource: fc.Arbitrary<string> = fc
  .array(fc.tuple(declaration, fc.constantFrom('\n', '\n\n\n', ' // note\n', '\n// note\n\n// note\n')), {
    maxLength: 5,
  })
  .map((parts) => parts.map((pair) => pair.join('')).join(''))
