/**
 * An expression written with every parenthesis, to compare shapes: `((a && b) => (!c))`.
 */
import type { Expression } from '../../src/syntax/tree.ts'

export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case 'boolean':
      return String(expression.value)
    case 'number':
      return expression.unit === undefined ? expression.text : `${expression.text} ${expression.unit.text}`
    case 'string':
      return JSON.stringify(expression.value)
    case 'duration':
      return expression.text
    case 'name':
      return expression.name.text
    case 'member':
      return `${expressionText(expression.object)}.${expression.member.text}`
    case 'index':
      return `${expressionText(expression.object)}[${expressionText(expression.index)}]`
    case 'call':
      return `${expressionText(expression.callee)}(${expression.arguments.map(expressionText).join(', ')})`
    case 'unary':
      return `(${expression.operator}${expressionText(expression.operand)})`
    case 'binary':
      return `(${expressionText(expression.left)} ${expression.operator} ${expressionText(expression.right)})`
    case 'conditional':
      return `(${[expression.condition, expression.whenTrue, expression.whenFalse].map(expressionText).join(' ? ')})`
    case 'list':
      return `[${expression.elements.map(expressionText).join(', ')}]`
    case 'record':
      return `{${expression.fields.map(({ name, value }) => `${name.text}: ${expressionText(value)}`).join(', ')}}`
  }
}
