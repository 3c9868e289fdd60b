/** A completion script for fish: one line for each thing that may come next, each with the condition under which it may. */
import { allCommands, type CommandShape, type OptionShape, type ValueShape } from './program-shape.ts'

export function fishScript(program: string, shape: CommandShape): string {
  const lines = allCommands(shape).flatMap((command) => commandLines(program, command))
  return `# fish completion for ${program}. Load it with: ${program} completion fish | source
complete -c ${program} -f
${lines.join('\n')}
`
}

function commandLines(program: string, command: CommandShape): readonly string[] {
  const { commands, options, places } = command
  const when = `complete -c ${program} -n ${quoted(condition(command))}`
  return [
    ...commands.map(({ path, description }) => `${when} -a ${quoted(path.at(-1) ?? '')} -d ${quoted(description)}`),
    ...places.flatMap((place) =>
      place.kind === 'free' ? [] : [`complete -c ${program} -n ${quoted(inPlace(command))} ${placeArguments(place)}`],
    ),
    ...options.map((option) => `${when} ${optionArguments(option)} -d ${quoted(option.description)}`),
  ]
}

/** The verb has been written, and none of those below it. */
function condition({ path, commands }: CommandShape): string {
  const inner = commands.map((command) => command.path.at(-1)).join(' ')
  const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`)
  const unseen = commands.length === 0 ? [] : [`not __fish_seen_subcommand_from ${inner}`]
  return [...seen, ...unseen].join('; and ')
}

/** Files of a place are offered behind everything, what an option takes included, unless told otherwise. */
function inPlace(command: CommandShape): string {
  const valued = command.options.filter(({ value }) => value !== undefined).flatMap(({ names }) => names)
  const elsewhere = valued.length === 0 ? '' : `; and not __fish_prev_arg_in ${valued.join(' ')}`
  return `${condition(command)}${elsewhere}`
}

function optionArguments({ names, value }: OptionShape): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)).join(' ')
  if (value === undefined) return flags
  if (value.kind === 'file') return `${flags} -r -F`
  return `${flags} -x${value.kind === 'free' ? '' : ` ${placeArguments(value)}`}`
}

function placeArguments(value: ValueShape): string {
  if (value.kind === 'words') return `-a ${quoted(value.words.join(' '))}`
  return value.kind === 'directory' ? `-a ${quoted('(__fish_complete_directories)')}` : '-F'
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`
}
