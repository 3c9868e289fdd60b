/**
 * A completion script for bash, 3.2 and later: the words before the cursor lead to a verb, the word before it may be an option that wants a value. Everything
 * it knows is written into it; it starts no program.
 */
import { allCommands, type CommandShape, type OptionShape, type ValueShape } from './program-shape.ts'

export function bashScript(program: string, shape: CommandShape): string {
  const commands = allCommands(shape)
  const verbs = commands.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(' ')))
  return `# bash completion for ${program}. Load it with: source <(${program} completion bash)
_${program}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="" verb="" place=0 taken="" word i
  local options="" words="" files=""
  if ((COMP_CWORD > 0)); then prev="\${COMP_WORDS[COMP_CWORD - 1]}"; fi
  # bash splits \`--format=json\` in three.
  if [[ $cur == "=" ]]; then cur=""; elif [[ $prev == "=" ]]; then prev="\${COMP_WORDS[COMP_CWORD - 2]}"; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    # What an option is given is neither a verb nor in a place of its own.
    if [[ -n $taken ]]; then
      if [[ $word != "=" ]]; then taken=""; fi
      continue
    fi
    case "\${verb:+$verb }$word" in
      ${verbs.join(' | ')}) verb="\${verb:+$verb }$word"; place=0 ;;
      *) if [[ $word != -* ]]; then place=$((place + 1)); fi ;;
    esac
    case "$verb $word" in ${commands.flatMap(valuedOptions).join(' | ')}) taken=1 ;; esac
  done
  case "$verb" in
${commands.map(commandCase).join('\n')}
  esac
  case "$verb $prev" in
${commands.flatMap(valueCases).join('\n')}
    *) if [[ $cur == -* ]]; then words="$options"; files=""; fi ;;
  esac
  local IFS=$'\\n'
  case "$files" in
    file) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")) ;;
    directory) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$cur")) ;;
    *) IFS=$' \\t\\n'; COMPREPLY=($(compgen -W "$words" -- "$cur")) ;;
  esac
}
complete -F _${program} ${program}
`
}

function commandCase({ path, options, places, isRepeated, commands }: CommandShape): string {
  const names = options.flatMap((option) => option.names)
  const inner = commands.map((command) => command.path.at(-1))
  const sets = [
    `options=${quoted(names.join(' '))}`,
    ...(inner.length > 0 ? [`words=${quoted(inner.join(' '))}`] : []),
    ...placeSets(places, isRepeated),
  ]
  return `    ${quoted(path.join(' '))}) ${sets.join('; ')} ;;`
}

/** Nothing is offered behind the last place. */
function placeSets(places: readonly ValueShape[], isRepeated: boolean): readonly string[] {
  if (places.every(({ kind }) => kind === 'free')) return []
  const cases = places.map((place, index) => {
    const isOpen = isRepeated && index === places.length - 1
    return `${isOpen ? '*' : index}) ${valueSet(place)} ;;`
  })
  return [`case $place in ${cases.join(' ')} esac`]
}

function valueCases(command: CommandShape): readonly string[] {
  return command.options.flatMap((option) =>
    option.value === undefined ? [] : [`    ${patternOf(command, option)}) ${valueSet(option.value)} ;;`],
  )
}

function valuedOptions(command: CommandShape): readonly string[] {
  return command.options.filter(({ value }) => value !== undefined).map((option) => patternOf(command, option))
}

function patternOf({ path }: CommandShape, { names }: OptionShape): string {
  return names.map((name) => quoted(`${path.join(' ')} ${name}`)).join(' | ')
}

function valueSet(value: ValueShape): string {
  if (value.kind === 'words') return `words=${quoted(value.words.join(' '))}; files=""`
  return value.kind === 'free' ? 'words=""; files=""' : `files=${value.kind}`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
