/**
 * `clawqlc manifest sign FILE`: a release signature in a DSSE envelope beside the manifest. A second signer adds to the same envelope; a manifest that does
 * not validate is never signed.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { visibleLine } from '@clawql/compiler'
import { type DsseEnvelope, RELEASE_PAYLOAD_TYPE, releasePayload, sealEnvelope } from 'clawql-manifest-validator'
import { type Command, Option } from 'commander'
import { EXIT, type ExitStatus, UsageError } from '../../exit-status.ts'
import { readJson } from '../../read-input.ts'
import type { Outcome } from '../../run-clawqlc.ts'
import { out, outJson } from '../../terminal.ts'
import { envelopePath } from './envelope-path.ts'
import { openSigner, PIN_VARIABLE, type SignerOptions } from './open-signer.ts'
import { type JsonFormat, requireValid } from './read-manifest.ts'

interface SignOptions extends SignerOptions {
  readonly keyid: string
  readonly envelope?: string
  readonly format: JsonFormat
}

export function addSignCommand(group: Command, outcome: Outcome): void {
  group
    .command('sign')
    .summary('add a release signature')
    .description(
      `Signs the root of a valid manifest. With a key in a PKCS#11 token the PIN is read from ${PIN_VARIABLE}, and clawql-hsm-pkcs11 has to be installed.`,
    )
    .argument('<file>', 'the manifest')
    .requiredOption('--key <file>', 'Ed25519 private key, PEM; or hsm://LABEL for one in a token')
    .requiredOption('--keyid <name>', 'the name your verifiers know the key by')
    .option('--hsm-module <library>', 'the PKCS#11 library of the token')
    .option('--hsm-token <label>', 'the label of the token')
    .option('--envelope <file>', 'the envelope to write or add to (default: FILE.dsse.json)')
    .addOption(new Option('--format <format>', 'how to print').choices(['human', 'json']).default('human'))
    .action(async (path: string, options: SignOptions) => {
      outcome.status = await signManifest(path, options)
    })
}

async function signManifest(path: string, options: SignOptions): Promise<ExitStatus> {
  const { keyid, format } = options
  const target = options.envelope ?? envelopePath(path)
  const manifest = requireValid(path, format)
  if (manifest === undefined) return EXIT.rejected
  const payload = releasePayload(manifest)
  const earlier = existsSync(target) ? readEnvelope(target, await sealEnvelope(RELEASE_PAYLOAD_TYPE, payload, [])) : []
  const signer = await openSigner(options)
  let fresh: DsseEnvelope
  try {
    fresh = await sealEnvelope(RELEASE_PAYLOAD_TYPE, payload, [{ keyid, sign: signer.sign }])
  } finally {
    await signer.close()
  }
  const signatures = [...earlier.filter((each) => each.keyid !== keyid), ...fresh.signatures]
  writeFileSync(target, `${JSON.stringify({ ...fresh, signatures }, null, 2)}\n`)
  const keyids = signatures.map((each) => each.keyid)
  if (format === 'json') outJson({ root: manifest.merkle_root, envelope: target, signatures: keyids })
  else out(`${visibleLine(target)}: root ${manifest.merkle_root} signed by ${visibleLine(keyids.join(', '))}\n`)
  return EXIT.fine
}

/** The signatures of others, kept as they are; an envelope over another payload is never added to. */
function readEnvelope(path: string, empty: DsseEnvelope): DsseEnvelope['signatures'] {
  const found = readJson(path, 'the envelope') as Partial<DsseEnvelope> | null
  const { payloadType, payload, signatures } = found ?? {}
  if (payloadType !== empty.payloadType || payload !== empty.payload || !isSignatureList(signatures)) {
    throw new UsageError(`\`${path}\` signs another manifest`, 'name another file with --envelope, or remove it')
  }
  return signatures
}

function isSignatureList(value: unknown): value is DsseEnvelope['signatures'] {
  return (
    Array.isArray(value) &&
    value.every((each: { keyid?: unknown; sig?: unknown } | null) => {
      return typeof each?.keyid === 'string' && typeof each.sig === 'string'
    })
  )
}
