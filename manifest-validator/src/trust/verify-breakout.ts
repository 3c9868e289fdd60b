/**
 * Breakout authorisation: N of the M signers under the manifest's root have signed one statement made for this manifest. What the statement orders,
 * and whether it is fresh, is the runtime's to judge.
 */
import { fromBase64 } from '../bytes/base64.ts'
import { utf8 } from '../bytes/utf8.ts'
import { canonicalize } from '../canonical/canonicalize.ts'
import { createIssue, described, type Issue, MISSING } from '../issues/issue.ts'
import { copyJson } from '../json/copy-json.ts'
import { isJsonObject, member } from '../json/json-object.ts'
import { parseJson } from '../json/parse-json.ts'
import type { JsonObject } from '../manifest.generated.ts'
import { isRootVerified, type RootVerified } from '../validate/verified.ts'
import { BREAKOUT_PAYLOAD_TYPE, openEnvelope, signersOf } from './dsse.ts'
import type { HSMProvider } from './hsm-provider.ts'
import { isEqualBytes } from './mac.ts'

/** `statement` is what was signed, `signers` the ids of those who signed it, in the manifest's order. */
export type BreakoutResult =
  | { readonly ok: true; readonly statement: JsonObject; readonly signers: readonly string[] }
  | { readonly ok: false; readonly issues: readonly Issue[]; readonly signers: readonly string[] }

/**
 * `envelope`: DSSE, payloadType `application/vnd.clawql.breakout+json`, the payload canonical JSON of an object whose `manifest_root` is this
 * manifest's. Never rejects.
 */
export async function verifyBreakout(
  envelope: unknown,
  manifest: RootVerified,
  hsm: HSMProvider,
): Promise<BreakoutResult> {
  if (!isRootVerified(manifest))
    return refuse(
      createIssue('MANIFEST_NOT_VERIFIED', [], described('another value'), 'what validateManifest returned'),
    )
  const signers = manifest.policy.trust?.breakout_signers ?? []
  if (signers.length === 0) {
    return refuse(
      createIssue(
        'BREAKOUT_SIGNERS_MISSING',
        ['policy', 'trust', 'breakout_signers'],
        MISSING,
        'the keys of the signers',
      ),
    )
  }
  const copied = copyJson(envelope)
  const opened = openEnvelope(copied.ok ? copied.value : undefined, BREAKOUT_PAYLOAD_TYPE)
  if ('fault' in opened) return refuse(statementIssue(opened.fault, `a DSSE envelope of ${BREAKOUT_PAYLOAD_TYPE}`))
  const statement = readStatement(opened.payload)
  if (statement === undefined) return refuse(statementIssue('another payload', 'an object in canonical JSON'))
  if (member(statement, 'manifest_root') !== manifest.merkle_root) {
    return refuse(statementIssue('another manifest_root', `manifest_root ${manifest.merkle_root}`))
  }
  // INVARIANT: keys come from the verified manifest, so they are base64 of acceptable points.
  const keys = signers.map(({ id, public_key }) => ({ id, publicKey: fromBase64(public_key)! }))
  const signed = await signersOf(opened, keys, hsm).catch(() => undefined)
  if (signed === undefined) return refuse(createIssue('HSM_FAILED', [], described('a failure'), 'an answer'))
  const needed = manifest.policy.coordination.breakout_authorization.required_signers
  if (signed.length >= needed) return { ok: true, statement, signers: signed }
  const path = ['policy', 'coordination', 'breakout_authorization', 'required_signers']
  return refuse(
    createIssue('BREAKOUT_SIGNATURES_INSUFFICIENT', path, signed.length, `${needed} distinct signers`),
    signed,
  )
}

/** The object, if the bytes are exactly its canonical form. */
function readStatement(payload: Uint8Array): JsonObject | undefined {
  const parsed = parseJson(payload)
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined
  return isEqualBytes(utf8(canonicalize(parsed.value)), payload) ? parsed.value : undefined
}

function statementIssue(found: string, allowed: string): Issue {
  return createIssue('BREAKOUT_STATEMENT_INVALID', [], described(found), allowed)
}

function refuse(issue: Issue, signers: readonly string[] = []): BreakoutResult {
  return { ok: false, issues: [issue], signers }
}
