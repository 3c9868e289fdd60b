/**
 * `clawqlc manifest verify FILE`: validity, and trust: a pinned root, or release keys with a threshold that the manifest cannot lower. Whom to trust comes
 * from the command line alone.
 */
import { visibleLine } from '@clawql/compiler'
import {
  createSoftwareVerifier,
  type RootVerified,
  type TrustAnchor,
  type TrustOptions,
  toBase64,
  verifyTrust,
} from 'clawql-manifest-validator'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { EXIT, type ExitStatus, UsageError } from '../../exit-status.ts'
import { readJson } from '../../read-input.ts'
import type { Outcome } from '../../run-clawqlc.ts'
import { out, outJson } from '../../terminal.ts'
import { envelopePath } from './envelope-path.ts'
import { readNamedPublicKey } from './key-file.ts'
import { parseRoot } from './parse-root.ts'
import { type JsonFormat, printRefusal, requireValid, shownPath } from './read-manifest.ts'

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
    .description(
      'Checks the manifest against a root you pin, or against release keys you trust, and the signature of its base model.',
    )
    .argument('<file>', 'the manifest')
    .option('--root <hex>', 'the root you trust', parseRoot)
    .option('--release-key <name=file>', 'a release key you trust (repeatable)', collect, [])
    .option('--threshold <n>', 'how many of the release keys must have signed (default: all)', parseCount)
    .option('--envelope <file>', 'the signatures (default: FILE.dsse.json)')
    .option('--model-key <ref=file>', 'public key behind the manifest’s base_model_key_ref (repeatable)', collect, [])
    .addOption(new Option('--format <format>', 'how to print').choices(['human', 'json']).default('human'))
    .action(async (path: string, options: VerifyOptions) => {
      outcome.status = await verify(path, options)
    })
}

async function verify(path: string, options: VerifyOptions): Promise<ExitStatus> {
  const anchor = anchorOf(path, options)
  const modelKeys = new Map(options.modelKey.map(readNamedPublicKey).map(({ id, publicKey }) => [id, publicKey]))
  const manifest = requireValid(path, options.format)
  if (manifest === undefined) return EXIT.rejected
  const trust = { anchor, ...modelKeyFor(manifest, modelKeys) }
  const result = await verifyTrust(manifest, trust, createSoftwareVerifier(Object.fromEntries(modelKeys)))
  if (!result.ok) {
    printRefusal(path, result, options.format)
    return EXIT.rejected
  }
  const { signers } = result
  if (options.format === 'json') outJson({ ok: true, root: manifest.merkle_root, signers })
  else {
    const by = anchor.kind === 'pinned-root' ? 'the pinned root' : visibleLine(signers.join(', '))
    out(`${shownPath(path)}: trusted by ${by}; base model signature valid\n`)
  }
  return EXIT.fine
}

/** A manifest that names no key of its own takes the only one given. A key that is missing is asked for by name. */
function modelKeyFor(manifest: RootVerified, keys: ReadonlyMap<string, Uint8Array>): Partial<TrustOptions> {
  const ref = manifest.policy.trust?.base_model_key_ref
  if (ref !== undefined) {
    if (keys.has(ref)) return {}
    const shown = visibleLine(ref)
    throw new UsageError(
      `the manifest’s base model is signed with \`${shown}\``,
      `give its public key: --model-key ${shown}=FILE`,
    )
  }
  const [only, ...others] = keys.keys()
  if (only === undefined || others.length > 0) {
    throw new UsageError('the manifest does not name the key of its base model', 'give that one: --model-key NAME=FILE')
  }
  return { baseModelKeyRef: only }
}

function anchorOf(path: string, { root, releaseKey, threshold, envelope }: VerifyOptions): TrustAnchor {
  if (root !== undefined) {
    if (releaseKey.length > 0 || threshold !== undefined || envelope !== undefined) {
      throw new UsageError(
        '--root is trust by itself',
        'give it alone, or --release-key with --threshold and --envelope',
      )
    }
    return { kind: 'pinned-root', root }
  }
  if (releaseKey.length === 0) {
    throw new UsageError('say whom you trust', '--root HEX, or --release-key NAME=FILE … --threshold N')
  }
  const keys = releaseKey.map(readNamedPublicKey).map(({ id, publicKey }) => ({ id, public_key: toBase64(publicKey) }))
  if (threshold !== undefined && threshold > keys.length) {
    const given = keys.length === 1 ? '1 release key' : `${keys.length} release keys`
    throw new UsageError(`--threshold ${threshold} is more than the ${given} given`)
  }
  return {
    kind: 'release-keys',
    keys,
    threshold: threshold ?? keys.length,
    envelope: readJson(envelope ?? envelopePath(path), 'the envelope'),
  }
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('A whole number from 1.')
  return Number(text)
}
