/**
 * Reads the command line of `clawql-conformance`. Owns the options and their words; touches no file and starts nothing.
 */

export const FORMATS = ['table', 'json', 'junit', 'badge'] as const
export type Format = (typeof FORMATS)[number]

export interface RunArguments {
  readonly verb: 'run'
  readonly command: readonly string[]
  /** Empty: every area. */
  readonly areas: readonly string[]
  readonly format: Format
  readonly expectedFailures: string | undefined
  readonly timeoutMs: number
  readonly allowUnsupported: boolean
  /** Folder that holds `cases/` and `documents/`; undefined: the suite's own. */
  readonly suite: string | undefined
  /** Further reports written to files in the same run. */
  readonly files: readonly { readonly format: Format; readonly path: string }[]
}

export type Arguments =
  | RunArguments
  | { readonly verb: 'report'; readonly inputs: readonly string[]; readonly output: string }
  | { readonly verb: 'list'; readonly areas: readonly string[]; readonly suite: string | undefined }
  | { readonly verb: 'help' | 'version' }

export const HELP = `clawql-conformance [OPTIONS] -- COMMAND [ARGUMENTS…]
clawql-conformance report A.json [B.json …] -o RESULTS.html
clawql-conformance list [--area AREA]

Runs the conformance cases against the program COMMAND, which reads one JSON request a line and answers one a line (see PROTOCOL.md).

  --area AREA                only this area; may be given again
  --format FORMAT            what standard output gets: table (default), json, junit, badge
  --table|--json|--junit|--badge FILE   write that report to a file as well; the table shows the first 50
                             cases that went wrong, every other report all of them
  --expected-failures FILE   lines "case-id # reason"; a listed case that passes turns the run red
  --timeout MS               milliseconds a case may take (default 10000)
  --allow-unsupported        accept kinds that the implementation does not declare
  --suite FOLDER             another folder with cases/ and documents/
  --help, --version

Exit status: 0 green, 1 called wrongly or the tool failed, 3 a case failed.
`

const DEFAULT_TIMEOUT_MS = 10_000

/** Throws an Error whose message is meant for the caller. */
export function parseArguments(words: readonly string[]): Arguments {
  if (words[0] === 'report') return parseReport(words.slice(1))
  const dashes = words.indexOf('--')
  const options = dashes < 0 ? words : words.slice(0, dashes)
  if (options.includes('--help') || options.includes('-h')) return { verb: 'help' }
  if (options.includes('--version')) return { verb: 'version' }
  const isList = options[0] === 'list'
  const read = readOptions(isList ? options.slice(1) : options)
  if (isList) return { verb: 'list', areas: read.areas, suite: read.suite }
  const command = dashes < 0 ? [] : words.slice(dashes + 1)
  if (command.length === 0) throw new Error('no command: write it after --')
  return { verb: 'run', command, ...read }
}

function readOptions(words: readonly string[]): Omit<RunArguments, 'verb' | 'command'> {
  const areas: string[] = []
  const files: { format: Format; path: string }[] = []
  let format: Format = 'table'
  let expectedFailures: string | undefined
  let suite: string | undefined
  let timeoutMs = DEFAULT_TIMEOUT_MS
  let allowUnsupported = false
  const rest = splitEquals(words)
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const value = (): string => rest.shift() ?? fail(`${word} needs a value`)
    const fileFormat = FORMATS.find((name) => word === `--${name}`)
    if (word === '--area') areas.push(value())
    else if (word === '--format') format = toFormat(value())
    else if (word === '--expected-failures') expectedFailures = value()
    else if (word === '--suite') suite = value()
    else if (word === '--timeout') timeoutMs = toMilliseconds(value())
    else if (word === '--allow-unsupported') allowUnsupported = true
    else if (fileFormat !== undefined) files.push({ format: fileFormat, path: value() })
    else fail(`unknown option ${word}`)
  }
  return { areas, format, expectedFailures, timeoutMs, allowUnsupported, suite, files }
}

function parseReport(words: readonly string[]): Arguments {
  if (words.includes('--help') || words.includes('-h')) return { verb: 'help' }
  const inputs: string[] = []
  let output: string | undefined
  const rest = splitEquals(words)
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '-o' || word === '--output') output = rest.shift() ?? fail(`${word} needs a value`)
    else if (word.startsWith('-')) fail(`unknown option ${word}`)
    else inputs.push(word)
  }
  if (inputs.length === 0) fail('report needs at least one JSON report')
  return { verb: 'report', inputs, output: output ?? fail('report needs -o FILE') }
}

function splitEquals(words: readonly string[]): string[] {
  return words.flatMap((word) => {
    const [, name, value] = /^(--[a-z-]+)=(.*)$/s.exec(word) ?? []
    return name === undefined || value === undefined ? [word] : [name, value]
  })
}

function toFormat(word: string): Format {
  return FORMATS.find((name) => name === word) ?? fail(`the format is one of ${FORMATS.join(', ')}`)
}

function toMilliseconds(word: string): number {
  const number = Number(word)
  return /^[0-9]+$/.test(word) && number >= 1 && number <= 3_600_000
    ? number
    : fail('the timeout is 1 to 3600000 milliseconds')
}

function fail(message: string): never {
  throw new Error(message)
}
