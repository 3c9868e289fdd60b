/**
 * The verbs of `clawqlc` and what happens when one fails. Each verb is a file of `commands/`, loaded only when it is the one that was called; this one only
 * puts them together.
 */
import { Command, CommanderError, Help, type Option } from 'commander'
import { EXIT, type ExitStatus, UsageError } from './exit-status.ts'
import { reportFault } from './report-fault.ts'
import { VERSION } from './version.ts'

/** Sets the exit status of the verb that ran; a verb that sets none ended well. */
export interface Outcome {
  status: ExitStatus
}

type AddVerb = (program: Command, outcome: Outcome) => void

/** In the order of the help. */
const VERBS: ReadonlyMap<string, () => Promise<AddVerb>> = new Map<string, () => Promise<AddVerb>>([
  ['init', async () => (await import('./commands/init.ts')).addInitCommand],
  ['check', async () => (await import('./commands/check.ts')).addCheckCommand],
  ['build', async () => (await import('./commands/build.ts')).addBuildCommand],
  ['fmt', async () => (await import('./commands/fmt.ts')).addFmtCommand],
  ['lint', async () => (await import('./commands/lint.ts')).addLintCommand],
  ['fix', async () => (await import('./commands/fix.ts')).addFixCommand],
  ['test', async () => (await import('./commands/test.ts')).addTestCommand],
  ['eval', async () => (await import('./commands/eval.ts')).addEvalCommand],
  ['explain', async () => (await import('./commands/explain.ts')).addExplainCommand],
  ['manifest', async () => (await import('./commands/manifest.ts')).addManifestCommand],
  ['calibrate', async () => (await import('./commands/calibrate.ts')).addCalibrateCommand],
  ['completion', async () => (await import('./completion/add-completion.ts')).addCompletionCommand],
])

export async function runClawqlc(words: readonly string[]): Promise<ExitStatus> {
  const outcome: Outcome = { status: EXIT.fine }
  try {
    await requireKnownVerb(words)
    const program = createProgram()
    // What is no verb needs all of them: help lists them, a misspelt one is compared with them. So does what speaks about all.
    const called = words[0] === 'completion' ? undefined : VERBS.get(words[0] ?? '')
    const verbs = called === undefined ? [...VERBS.values()] : [called]
    for (const load of verbs) (await load())(program, outcome)
    for (const verb of program.commands) pointToHelp(verb, 'clawqlc')
    const isHelpOnHelp = words[0] === 'help' && words[1] === 'help'
    await program.parseAsync(isHelpOnHelp ? ['--help'] : words, { from: 'user' })
    return outcome.status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.failed
    return reportFault(error)
  }
}

function createProgram(): Command {
  return new Command('clawqlc')
    .description('The ClawQL toolchain: checks policies, builds manifests and guards, evaluates decisions.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [verb]', 'print help for a verb')
    .exitOverride()
    .showHelpAfterError('  clawqlc --help lists the verbs')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'clawqlc: ')) })
    .configureHelp({ sortSubcommands: false, optionDescription })
    .addHelpText(
      'after',
      `
Exit status: 0 fine, 1 the tool failed or was called wrongly, 2 the input was rejected,
             3 a property or test fails, 4 unknown or timed out, 5 drift.

Start with:  clawqlc init my-policy && cd my-policy && clawqlc build`,
    )
}

/** What was called wrongly is explained by the help of the verb that it was said to. */
function pointToHelp(verb: Command, before: string): void {
  const name = `${before} ${verb.name()}`
  verb.showHelpAfterError(`  ${name} --help says how it is called`)
  for (const inner of verb.commands) pointToHelp(inner, name)
}

/** That a repeatable option starts with nothing is no news to a reader. */
function optionDescription(option: Option): string {
  const { defaultValue, description } = option
  if (Array.isArray(defaultValue) && defaultValue.length === 0) return description
  return new Help().optionDescription(option)
}

/** `help nope`: commander would print the help of everything and not say why. */
async function requireKnownVerb([first, verb]: readonly string[]): Promise<void> {
  if (first !== 'help' || verb === undefined || verb.startsWith('-') || verb === 'help' || VERBS.has(verb)) return
  const { nearMiss, visibleLine } = await import('@clawql/compiler')
  const near = nearMiss(verb, VERBS.keys())
  const hint = near === undefined ? 'clawqlc --help lists the verbs' : `did you mean ${near}?`
  throw new UsageError(`there is no verb \`${visibleLine(verb)}\``, hint)
}
