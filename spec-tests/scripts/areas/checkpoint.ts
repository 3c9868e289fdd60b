/**
 * Generates the cases of the area `checkpoint`: signed notes whose text is a log's origin, size and root. Each is right or wrong by how it was
 * made; the note is put together here from the published layout, not by the project's code.
 */
import { caseFile, type GeneratedCase, type GeneratedFile } from '../case-file.ts'
import { type TestKey, testKey } from '../oracle/ed25519.ts'
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

function toCase(id: string, vkeys: readonly string[], note: string, expected: object): GeneratedCase {
  return { id, kind: 'checkpoint.verify', clause: 'worm.checkpoint', input: { vkeys, note }, expected }
}

function signer(name: string, key: TestKey): Signer {
  const typed = Buffer.concat([Buffer.of(1), key.publicKey])
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
