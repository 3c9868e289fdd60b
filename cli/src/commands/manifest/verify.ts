/**
 * `clawqlc manifest verify FILE`: validity, and trust: a pinned root, or release keys with a threshold that the manifest cannot lower. Whom to trust comes
 * from the command line alone.
 */
import { createSoftwareVerifier, toBase64, type TrustAnchor, verifyTrust } from 'clawql-manifest-validator'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { EXIT, type ExitStatus, UsageError } from '../../exit-status.ts'
import { readJson } from '../../read-input.ts'
import type { Outcome } from '../../run-clawqlc.ts'
import { out, outJson } from '../../terminal.ts'
import { readNamedPublicKey } from './key-file.ts'
import { type JsonFormat, printIssues, requireValid } from './read-manifest.ts'

interface VerifyOptions {
  readonly root?: string
  readonly releaseKey: readonly string[]
  readonly threshold?: number
  readonly envelope?: string
  readonly modelKey: readonly string[]
  readonly format: JsonFormat
}

const collect = (word: string, words: readonly string[]): readonly string[] => [...words, word]

export function addVerifyCommand(group: Command, outcome: Outcome): void {
  group
    .command('verify')
    .summary('check that you may trust a manifest')
    .description('Checks the manifest against a root you pin, or against release keys you trust, and the signature of its base model.')
    .argument('<file>', 'the manifest')
    .option('--root <hex>', 'the root you trust')
    .option('--release-key <name=file>', 'a release key you trust (repeatable)', collect, [])
    .option('--threshold <n>', 'how many of the release keys must have signed', parseCount)
    .option('--envelope <file>', 'the signatures (default: FILE.dsse.json)')
    .option('--model-key <ref=file>', 'public key behind the manifest’s base_model_key_ref (repeatable)', collect, [])
    .addOption(new Option('--format <format>', 'how to print').choices(['human', 'json']).default('human'))
    .action(async (path: string, options: VerifyOptions) => {
      outcome.status = await verify(path, options)
    })
}

async function verify(path: string, options: VerifyOptions): Promise<ExitStatus> {
  const anchor = anchorOf(path, options)
  const manifest = requireValid(path, options.format)
  if (manifest === undefined) return EXIT.rejected
  const modelKeys = options.modelKey.map(readNamedPublicKey).map(({ id, publicKey }) => [id, publicKey] as const)
  const result = await verifyTrust(manifest, { anchor }, createSoftwareVerifier(Object.fromEntries(modelKeys)))
  if (!result.ok) {
    printIssues(path, result.issues, options.format)
    return EXIT.rejected
  }
  if (options.format === 'json') outJson({ ok: true, root: manifest.merkle_root, signers: result.signers })
  else out(`${path}: trusted by ${anchor.kind === 'pinned-root' ? 'the pinned root' : result.signers.join(', ')}, base model signature valid\n`)
  return EXIT.fine
}

function anchorOf(path: string, options: VerifyOptions): TrustAnchor {
  if (options.root !== undefined && options.releaseKey.length > 0) throw new UsageError('give --root or --release-key, not both')
  if (options.root !== undefined) return { kind: 'pinned-root', root: options.root }
  if (options.releaseKey.length === 0) {
    throw new UsageError('say whom you trust', '--root HEX, or --release-key NAME=FILE … --threshold N')
  }
  const keys = options.releaseKey.map(readNamedPublicKey).map(({ id, publicKey }) => ({ id, public_key: toBase64(publicKey) }))
  return {
    kind: 'release-keys',
    keys,
    threshold: options.threshold ?? keys.length,
    envelope: readJson(options.envelope ?? `${path}.dsse.json`, 'the envelope'),
  }
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('a whole number from 1')
  return Number(text)
}
