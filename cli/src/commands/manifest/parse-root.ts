/** A root given on the command line. */
import { InvalidArgumentError } from 'commander'

export function parseRoot(text: string): string {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new InvalidArgumentError('A root is 64 lower-case hexadecimal digits.')
  return text
}
