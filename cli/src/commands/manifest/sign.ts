/**
 * `clawqlc manifest sign FILE`: a release signature in a DSSE envelope beside the manifest. A second signer adds to the same envelope; a manifest that does
 * not validate is never signed.
 */
import { sign } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { type DsseEnvelope, RELEASE_PAYLOAD_TYPE, releasePayload, sealEnvelope } from 'clawql-manifest-validator'
import { type Command, Option } from 'commander'
import { EXIT, type ExitStatus, UsageError } from '../../exit-status.ts'
import { readJson } from '../../read-input.ts'
import type { Outcome } from '../../run-clawqlc.ts'
import { out, outJson } from '../../terminal.ts'
import { readPrivateKey } from './key-file.ts'
import { type JsonFormat, requireValid } from './read-manifest.ts'

interface SignOptions {
  readonly key: string
  readonly keyid: string
  readonly envelope?: string
  readonly format: JsonFormat
}

export function addSignCommand(group: Command, outcome: Outcome): void {
  group
    .command('sign')
    .summary('add a release signature')
    .argument('<file>', 'the manifest')
    .requiredOption('--key <file>', 'Ed25519 private key, PEM')
    .requiredOption('--keyid <name>', 'the name your verifiers know the key by')
    .option('--envelope <file>', 'the envelope to write or add to (default: FILE.dsse.json)')
    .addOption(new Option('--format <format>', 'how to print').choices(['human', 'json']).default('human'))
    .action(async (path: string, options: SignOptions) => {
      outcome.status = await signManifest(path, options)
    })
}

async function signManifest(path: string, options: SignOptions): Promise<ExitStatus> {
  const manifest = requireValid(path, options.format)
  if (manifest === undefined) return EXIT.rejected
  const key = readPrivateKey(options.key)
  const target = options.envelope ?? `${path}.dsse.json`
  const fresh = await sealEnvelope(RELEASE_PAYLOAD_TYPE, releasePayload(manifest), [
    { keyid: options.keyid, sign: async (message) => new Uint8Array(sign(null, message, key)) },
  ])
  const earlier = existsSync(target) ? readEnvelope(target, fresh) : []
  const signatures = [...earlier.filter(({ keyid }) => keyid !== options.keyid), ...fresh.signatures]
  const envelope = { ...fresh, signatures }
  writeFileSync(target, `${JSON.stringify(envelope, null, 2)}\n`)
  if (options.format === 'json') outJson({ envelope: target, signatures: signatures.map(({ keyid }) => keyid) })
  else out(`signed root ${manifest.merkle_root} as ${options.keyid}: ${signatures.length} signature${signatures.length === 1 ? '' : 's'} in ${target}\n`)
  return EXIT.fine
}

function readEnvelope(path: string, fresh: DsseEnvelope): DsseEnvelope['signatures'] {
  const found = readJson(path, 'the envelope') as Partial<DsseEnvelope> | null
  if (found?.payloadType !== fresh.payloadType || found.payload !== fresh.payload || !Array.isArray(found.signatures)) {
    throw new UsageError(`\`${path}\` signs another manifest`, 'name another file with --envelope, or remove it')
  }
  return found.signatures
}
