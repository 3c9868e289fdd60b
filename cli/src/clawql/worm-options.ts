/** What the `clawql worm` commands share: where the log is, whose key it has, numbers as words, and where results go. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { UsageError } from '../exit-status.ts'
import { err, out } from '../terminal.ts'
import { DATA_OPTION } from './data-folder.ts'
import { readGiven, verifierKey } from './verifier-key-option.ts'

export interface LogOptions {
  readonly data: string
  readonly log?: string
}

export const VKEY_OPTION: readonly [flags: string, description: string] = [
  '--vkey <key>',
  'the log’s verifier key, or a file that holds it',
]
export const OUT_OPTION: readonly [flags: string, description: string] = [
  '-o, --out <file>',
  'where to write it (default: standard output)',
]

export function withLog(command: Command): Command {
  return command.option(...DATA_OPTION).option('--log <dir>', 'the log itself, wherever it lies')
}

/** The key beside the log where none is given from elsewhere. */
export function ownKey(folder: string, given: string | undefined): string {
  return given === undefined ? readGiven(join(folder, 'vkey')).toString('utf8').trim() : verifierKey(given)
}

export function numberOf(name: string, text: string): number {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text))
    throw new UsageError(`${name} must be a number, not ${JSON.stringify(text)}`)
  return Number(text)
}

/** To the file where one is given; then standard error says so. */
export function write(text: string | Uint8Array, path: string | undefined, what = ''): void {
  if (path === undefined) {
    out(String(text))
    return
  }
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  }
  err(`wrote ${what}${path}\n`)
}
