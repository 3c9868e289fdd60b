/** `completion SHELL`, the same for both programs: prints the script that teaches a shell their verbs and options. */
import { Argument, type Command } from 'commander'
import { out } from '../terminal.ts'
import { bashScript } from './bash-script.ts'
import { fishScript } from './fish-script.ts'
import { type CommandShape, programShape } from './program-shape.ts'
import { zshScript } from './zsh-script.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const
const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], (program: string, shape: CommandShape) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
}

/** All other verbs must be there by the time it runs. */
export function addCompletionCommand(program: Command): void {
  const name = program.name()
  program
    .command('completion')
    .summary('print a completion script for a shell')
    .description(
      `Prints a completion script. In your shell's start-up file: source <(${name} completion bash), the same with zsh; for fish: ${name} completion fish | source`,
    )
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: (typeof SHELLS)[number]) => out(SCRIPTS[shell](name, programShape(program))))
}
