/** A completion script for zsh: a function for each verb that hands its options and places to `_arguments`. */
import { allCommands, type CommandShape, type OptionShape, type ValueShape } from './program-shape.ts'

export function zshScript(program: string, shape: CommandShape): string {
  return `#compdef ${program}
# zsh completion for ${program}. Load it with: source <(${program} completion zsh)
${allCommands(shape)
  .map((command) => commandFunction(program, command))
  .join('\n')}
if [[ \${funcstack[1]} == _${program} ]]; then _${program} "$@"; else compdef _${program} ${program}; fi
`
}

function commandFunction(program: string, command: CommandShape): string {
  const { commands } = command
  const name = functionName(program, command)
  if (commands.length === 0) return `${name}() {\n  _arguments -s -S ${specs(command).join(' \\\n    ')}\n}`
  const verbs = commands.map(({ path, description }) => quoted(`${escaped(path.at(-1) ?? '')}:${escaped(description)}`))
  const branches = commands.map((inner) => `        ${inner.path.at(-1)}) ${functionName(program, inner)} ;;`)
  return `${name}() {
  local curcontext="$curcontext" state line
  local -a verbs
  _arguments -C -s -S ${[...specs(command), quoted('1: :->verb'), quoted('*:: :->rest')].join(' \\\n    ')}
  case $state in
    verb)
      verbs=(${verbs.join(' \\\n        ')})
      _describe verb verbs ;;
    rest)
      case $line[1] in
${branches.join('\n')}
      esac ;;
  esac
}`
}

function functionName(program: string, { path }: CommandShape): string {
  return ['', program, ...path].join('_')
}

function specs({ options, places, isRepeated, commands }: CommandShape): readonly string[] {
  if (commands.length > 0) return options.map(optionSpec)
  return [
    ...options.map(optionSpec),
    ...places.map((place, index) => {
      const isOpen = isRepeated && index === places.length - 1
      return quoted(`${isOpen ? '*' : index + 1}:${escaped(place.name)}:${action(place)}`)
    }),
  ]
}

/** Names of one option exclude each other, unless it may be given twice. */
function optionSpec({ names, description, value, isRepeatable }: OptionShape): string {
  const before = isRepeatable ? '*' : names.length > 1 ? `(${names.join(' ')})` : ''
  const after = `[${escaped(description)}]${value === undefined ? '' : `:${escaped(value.name)}:${action(value)}`}`
  if (names.length === 1) return quoted(`${before}${names[0] ?? ''}${after}`)
  return `${quoted(before)}{${names.join(',')}}${quoted(after)}`
}

function action(value: ValueShape): string {
  if (value.kind === 'words') return `(${value.words.join(' ')})`
  if (value.kind === 'free') return ' '
  return value.kind === 'directory' ? '_files -/' : '_files'
}

function escaped(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
