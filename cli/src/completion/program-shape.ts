/**
 * What a shell needs to know of a program: its verbs, their options and what may stand behind each. Read off the commands themselves, so that completions know
 * what the help knows; writes no shell.
 */
import type { Argument, Command, Option } from 'commander'

export interface CommandShape {
  /** The words that lead to it: none for the program itself, `manifest sign`. */
  readonly path: readonly string[]
  readonly description: string
  readonly options: readonly OptionShape[]
  /** What stands in each place behind the verb; the last goes on where `isRepeated`. */
  readonly places: readonly ValueShape[]
  readonly isRepeated: boolean
  readonly commands: readonly CommandShape[]
}

export interface OptionShape {
  /** `-o`, `--output`; the long form last. */
  readonly names: readonly string[]
  readonly description: string
  /** Absent: the option stands alone. */
  readonly value: ValueShape | undefined
  readonly isRepeatable: boolean
}

export type ValueShape =
  | { readonly kind: 'words'; readonly name: string; readonly words: readonly string[] }
  | { readonly kind: 'file' | 'directory' | 'free'; readonly name: string }

export function programShape(program: Command, path: readonly string[] = []): CommandShape {
  const help = program.createHelp()
  const commands = help.visibleCommands(program).filter((command) => command.name() !== 'help')
  return {
    path,
    description: firstSentence(program.summary() || program.description()),
    options: help.visibleOptions(program).map(optionShape),
    places: program.registeredArguments.map(placeShape),
    isRepeated: program.registeredArguments.at(-1)?.variadic === true,
    commands: commands.map((command) => programShape(command, [...path, command.name()])),
  }
}

/** The command itself and all below it. */
export function allCommands(shape: CommandShape): readonly CommandShape[] {
  return [shape, ...shape.commands.flatMap(allCommands)]
}

function optionShape(option: Option): OptionShape {
  const { short, long, description, argChoices, variadic, defaultValue } = option
  return {
    names: [short, long].filter((name) => name !== undefined),
    description: firstSentence(description),
    value: option.isBoolean() ? undefined : valueShape(/[<[]([^>\]]+)[>\]]/.exec(option.flags)?.[1] ?? '', argChoices),
    isRepeatable: variadic || Array.isArray(defaultValue),
  }
}

function placeShape(argument: Argument): ValueShape {
  return valueShape(argument.name(), argument.argChoices)
}

/** What is called a file is one. */
function valueShape(name: string, choices: readonly string[] | undefined): ValueShape {
  if (choices !== undefined) return { kind: 'words', name, words: choices }
  if (/^(file|paths|proof|entry|library|artifact)$/.test(name)) return { kind: 'file', name }
  return { kind: /^(dir|out|data|directory|folder)$/.test(name) ? 'directory' : 'free', name }
}

function firstSentence(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\.\s.*$|\.$/, '')
}
