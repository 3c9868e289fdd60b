/**
 * Generates the cases of the area `checkpoint`: signed notes whose text is a log's origin, size and root. Each is right or wrong by how it was
 * made; the note is put together here from the published layout, not by the project's code.
 */
import { caseFile, type GeneratedCase, type GeneratedFile } from '../case-file.ts'
import { LOW_ORDER_KEYS, type TestKey, testKey } from '../oracle/ed25519.ts'
import { createRandom } from '../oracle/random.ts'
import { sha256 } from '../oracle/tree.ts'

interface Signer {
  readonly name: string
  readonly id: Buffer
  readonly vkey: string
  readonly key: TestKey
}

export function checkpointCases(): readonly GeneratedFile[] {
  const random = createRandom(2162)
  const log = signer('log.example/audit', testKey(random.bytes(32)))
  const witness = signer('witness.example', testKey(random.bytes(32)))
  const stranger = signer('stranger.example', testKey(random.bytes(32)))
  const root = Buffer.from(random.bytes(32)).toString('base64')
  return [
    caseFile('checkpoint', 'notes', 'Signed checkpoints, and every way to spoil one.', [
      ...validCases(log, witness, stranger, root),
      ...spoiltCases(log, witness, stranger, root),
      ...keyCases(log, root),
      ...boundCases(log, stranger, root),
      ...vkeyCases(log, witness, root),
      ...cosignatureCases(log, witness, root),
    ]),
  ]
}

function validCases(log: Signer, witness: Signer, stranger: Signer, root: string): GeneratedCase[] {
  const text = body(log.name, '15', root)
  const good = (id: string, vkeys: readonly string[], note: string, size: string, origin = log.name): GeneratedCase =>
    toCase(id, vkeys, note, { ok: true, origin, size, root })
  const extended = `${text}an extension\nanother\n`
  return [
    good('one-signature', [log.vkey], signNote(text, log), '15'),
    good('size-zero', [log.vkey], signNote(body(log.name, '0', root), log), '0'),
    good('large-size', [log.vkey], signNote(body(log.name, '9007199254740991', root), log), '9007199254740991'),
    good('extension-lines', [log.vkey], signNote(extended, log), '15'),
    good('two-signatures-two-keys', [log.vkey, witness.vkey], signNote(text, log, witness), '15'),
    good('two-signatures-one-key', [witness.vkey], signNote(text, log, witness), '15'),
    good('unknown-signature-first', [log.vkey], signNote(text, stranger, log), '15'),
    good('unknown-signature-wrong', [log.vkey], `${signNote(text, log)}${line(stranger, Buffer.alloc(64, 7))}`, '15'),
    good('key-that-did-not-sign', [log.vkey, stranger.vkey], signNote(text, log), '15'),
    good(
      'origin-unlike-key-name',
      [log.vkey],
      signNote(body('another origin', '15', root), log),
      '15',
      'another origin',
    ),
  ]
}

function spoiltCases(log: Signer, witness: Signer, stranger: Signer, root: string): GeneratedCase[] {
  const text = body(log.name, '15', root)
  const note = signNote(text, log)
  const sign = (changed: string): string => signNote(changed, log)
  const other = Buffer.alloc(32, 1).toString('base64')
  const bad: [string, string, (readonly string[])?][] = [
    ['unsigned', `${text}\n`],
    ['no-blank-line', note.replace('\n\n', '\n')],
    ['no-final-newline', note.slice(0, -1)],
    ['empty', ''],
    ['changed-size', note.replace('\n15\n', '\n16\n')],
    ['changed-root', note.replace(root, other)],
    ['changed-origin', note.replace('audit', 'other')],
    ['added-extension', note.replace('\n\n', '\nmore\n\n')],
    ['signed-by-a-stranger', signNote(text, stranger)],
    ['one-given-key-wrong', `${note}${line(witness, Buffer.alloc(64, 7))}`, [log.vkey, witness.vkey]],
    ['signature-of-another-text', `${text}\n${line(log, log.key.sign(Buffer.from('else\n')))}`],
    ['signature-without-newline-signed', `${text}\n${line(log, log.key.sign(Buffer.from(text.slice(0, -1))))}`],
    ['signature-cut', `${text}\n${line(log, log.key.sign(Buffer.from(text)).subarray(0, 63))}`],
    ['signature-longer', `${text}\n${line(log, Buffer.concat([log.key.sign(Buffer.from(text)), Buffer.of(0)]))}`],
    ['signature-without-key-id', `${text}\n— ${log.name} ${log.key.sign(Buffer.from(text)).toString('base64')}\n`],
    [
      'other-key-id',
      `${text}\n— ${log.name} ${Buffer.concat([Buffer.alloc(4), log.key.sign(Buffer.from(text))]).toString('base64')}\n`,
    ],
    ['other-name', note.replace(`— ${log.name}`, '— log.example/audit2')],
    ['hyphen-for-dash', note.replace('— ', '- ')],
    ['dash-without-space', note.replace('— ', '—')],
    ['signature-not-base64', note.replace(/— (\S+) \S+\n$/u, '— $1 ????\n')],
    ['malformed-line-after', `${note}not a signature\n`],
    ['carriage-returns', note.replaceAll('\n', '\r\n')],
    ['no-vkeys', note, []],
    ['origin-missing', sign(`\n15\n${root}\n`)],
    ['size-missing', sign(`${log.name}\n${root}\n`)],
    ['root-missing', sign(`${log.name}\n15\n`)],
    ['size-with-leading-zero', sign(body(log.name, '015', root))],
    ['size-with-sign', sign(body(log.name, '+15', root))],
    ['size-negative', sign(body(log.name, '-1', root))],
    ['size-hexadecimal', sign(body(log.name, '0xf', root))],
    ['size-fraction', sign(body(log.name, '15.0', root))],
    ['size-with-space', sign(body(log.name, ' 15', root))],
    ['size-empty', sign(body(log.name, '', root))],
    ['root-without-padding', sign(body(log.name, '15', root.replaceAll('=', '')))],
    ['root-empty', sign(body(log.name, '15', ''))],
  ]
  return bad.map(([id, text_, vkeys]) => toCase(id, vkeys ?? [log.vkey], text_, { ok: false }))
}

/** A key list that cannot be read whole is no key list. */
function keyCases(log: Signer, root: string): GeneratedCase[] {
  const note = signNote(body(log.name, '15', root), log)
  const [name = '', id = '', key = ''] = log.vkey.split('+')
  const cut = Buffer.from(log.vkey.slice(log.vkey.lastIndexOf('+') + 1), 'base64')
    .subarray(0, 32)
    .toString('base64')
  const bad: [string, string][] = [
    ['key-empty', ''],
    ['key-without-id', `${name}+${key}`],
    ['key-with-wrong-id', `${name}+${id === '00000000' ? '00000001' : '00000000'}+${key}`],
    ['key-with-short-id', `${name}+${id.slice(1)}+${key}`],
    ['key-cut', `${name}+${id}+${cut}`],
    ['key-of-unknown-type', `${name}+${id}+${Buffer.concat([Buffer.of(99), log.key.publicKey]).toString('base64')}`],
    ['key-without-name', `+${id}+${log.vkey.slice(log.vkey.indexOf('+', name.length + 1) + 1)}`],
  ]
  return bad.map(([caseId, vkey]) => toCase(caseId, [vkey], note, { ok: false }))
}

/** Where a note is still one, and where it is none any more. */
function boundCases(log: Signer, stranger: Signer, root: string): GeneratedCase[] {
  const text = body(log.name, '15', root)
  const note = signNote(text, log)
  const unknown = line(stranger, Buffer.alloc(64, 7))
  const bytes = (count: number): string => Buffer.alloc(count, 9).toString('base64')
  const result = (ok: boolean, size = '15', shown = root): object =>
    ok ? { ok, origin: log.name, size, root: shown } : { ok }
  const signed = (id: string, changed: string, expected: object): GeneratedCase =>
    toCase(id, [log.vkey], signNote(changed, log), expected)
  const plain = (id: string, changed: string, ok: boolean): GeneratedCase => toCase(id, [log.vkey], changed, result(ok))
  const wrong = line(log, Buffer.alloc(64, 7))
  return [
    signed('root-of-20-bytes', body(log.name, '15', bytes(20)), result(true, '15', bytes(20))),
    signed('root-of-64-bytes', body(log.name, '15', bytes(64)), result(true, '15', bytes(64))),
    signed('root-with-unused-bits', body(log.name, '15', root.replace(/.=$/, 'B=')), result(false)),
    signed('size-of-2-to-53', body(log.name, '9007199254740992', root), result(false)),
    signed('size-of-2-to-64', body(log.name, '18446744073709551616', root), result(false)),
    signed('extension-line-empty', `${text}\nmore\n`, result(true)),
    signed('last-extension-line-empty', `${text}\n`, result(true)),
    signed('extension-line-of-a-space', `${text} \n`, result(true)),
    signed('extension-line-like-a-signature', `${text}${line(stranger, Buffer.alloc(64))}`, result(true)),
    signed('tab-in-an-extension', `${text}a\tb\n`, result(false)),
    signed('nul-in-an-extension', `${text}a\u0000b\n`, result(false)),
    signed('unit-separator-in-an-extension', `${text}a\u001fb\n`, result(false)),
    signed('delete-and-c1-in-an-extension', `${text}a\u007f\u0085b\n`, result(true)),
    plain('blank-line-after', `${note}\n`, false),
    plain('blank-line-between-signatures', `${note}\n${unknown}`, false),
    plain('hundred-signatures', note + unknown.repeat(99), true),
    plain('hundred-and-one-signatures', note + unknown.repeat(100), false),
    plain('right-signature-then-a-wrong-one-of-the-same-key', note + wrong, true),
    plain(
      'wrong-signature-then-a-right-one-of-the-same-key',
      `${text}\n${wrong}${line(log, log.key.sign(Buffer.from(text)))}`,
      false,
    ),
    plain('unknown-signature-of-one-byte', `${note}— ${stranger.name} ${bytes(5)}\n`, true),
    plain('unknown-signature-without-bytes', `${note}— ${stranger.name} ${bytes(4)}\n`, false),
    plain('unknown-signature-with-unused-bits', `${note}— ${stranger.name} AAAAAAB=\n`, false),
    plain('unknown-name-with-plus', `${note}— a+b ${bytes(68)}\n`, false),
    plain('unknown-name-with-wide-space', `${note}— a\u3000b ${bytes(68)}\n`, false),
    plain('unknown-name-beyond-ascii', `${note}— bücher.example ${bytes(68)}\n`, true),
  ]
}

/** Which lists of keys are whole, and which key a note may name. */
function vkeyCases(log: Signer, witness: Signer, root: string): GeneratedCase[] {
  const text = body(log.name, '15', root)
  const note = signNote(text, log)
  const good = { ok: true, origin: log.name, size: '15', root }
  const [name = '', id = '', ...key] = log.vkey.split('+')
  const lowOrder = signerOf(log.name, 1, Buffer.from(LOW_ORDER_KEYS[0] ?? '', 'hex'), log.key)
  const forged = Buffer.concat([Buffer.from(LOW_ORDER_KEYS[0] ?? '', 'hex'), Buffer.alloc(32)])
  const offCurve = signerOf(log.name, 1, Buffer.concat([Buffer.of(2), Buffer.alloc(31)]), log.key)
  const rows: [string, readonly string[], string, object][] = [
    ['key-id-in-upper-case', [`${name}+${id.toUpperCase()}+${key.join('+')}`], note, { ok: false }],
    ['key-with-padding-too-much', [`${log.vkey}=`], note, { ok: false }],
    ['key-with-a-space-after', [`${log.vkey} `], note, { ok: false }],
    ['key-name-with-space', [signerOf('a b', 1, log.key.publicKey, log.key).vkey, log.vkey], note, { ok: false }],
    ['key-given-twice', [log.vkey, log.vkey], note, { ok: false }],
    ['key-given-twice-that-did-not-sign', [log.vkey, witness.vkey, witness.vkey], note, good],
    ['key-of-small-order', [lowOrder.vkey], `${text}\n${line(lowOrder, forged)}`, { ok: false }],
    ['key-of-small-order-that-did-not-sign', [log.vkey, lowOrder.vkey], note, good],
    ['key-off-the-curve-that-did-not-sign', [log.vkey, offCurve.vkey], note, good],
    ['broken-key-beside-a-good-one', [log.vkey, 'broken'], note, { ok: false }],
  ]
  return rows.map(([caseId, vkeys, text_, expected]) => toCase(caseId, vkeys, text_, expected))
}

/** Witnesses' keys of type 4: the signature is over the time and the text, and carries the time. */
function cosignatureCases(log: Signer, witness: Signer, root: string): GeneratedCase[] {
  const text = body(log.name, '15', root)
  const cosigner = signerOf(witness.name, 4, witness.key.publicKey, witness.key)
  const time = (seconds: number): Buffer => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64BE(BigInt(seconds))
    return bytes
  }
  const signature = witness.key.sign(Buffer.from(`cosignature/v1\ntime 1700000000\n${text}`))
  const noted = (data: Buffer): string => `${text}\n${line(cosigner, data)}`
  const good = { ok: true, origin: log.name, size: '15', root }
  const rows: [string, string, object][] = [
    ['cosignature', noted(Buffer.concat([time(1700000000), signature])), good],
    ['cosignature-at-another-time', noted(Buffer.concat([time(1700000001), signature])), { ok: false }],
    ['cosignature-without-time', noted(signature), { ok: false }],
    [
      'cosignature-of-the-text-alone',
      noted(Buffer.concat([time(1700000000), witness.key.sign(Buffer.from(text))])),
      { ok: false },
    ],
  ]
  return rows.map(([id, note, expected]) => toCase(id, [cosigner.vkey], note, expected))
}

function toCase(id: string, vkeys: readonly string[], note: string, expected: object): GeneratedCase {
  return { id, kind: 'checkpoint.verify', clause: 'worm.checkpoint', input: { vkeys, note }, expected }
}

function signer(name: string, key: TestKey): Signer {
  return signerOf(name, 1, key.publicKey, key)
}

function signerOf(name: string, type: number, publicKey: Uint8Array, key: TestKey): Signer {
  const typed = Buffer.concat([Buffer.of(type), publicKey])
  const id = sha256(name, '\n', typed).subarray(0, 4)
  return { name, id, vkey: `${name}+${id.toString('hex')}+${typed.toString('base64')}`, key }
}

function body(origin: string, size: string, root: string): string {
  return `${origin}\n${size}\n${root}\n`
}

function signNote(text: string, ...signers: readonly Signer[]): string {
  return `${text}\n${signers.map((each) => line(each, each.key.sign(Buffer.from(text)))).join('')}`
}

function line({ name, id }: Signer, signature: Uint8Array): string {
  return `— ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`
}
