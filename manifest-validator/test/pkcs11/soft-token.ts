/**
 * A SoftHSM2 token of its own in a temporary folder, with keys put into it as an operator would: through PKCS#11, not through the provider under test.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ed25519PublicKey } from 'clawql-manifest-validator'

export const PIN = '1234-secret'
export const TOKEN = 'clawql tests'

const MODULES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
]

/** What is called of `pkcs11js` here. */
interface Library {
  readonly PKCS11: new () => {
    load(path: string): void
    close(): void
    C_Initialize(): void
    C_Finalize(): void
    C_GetSlotList(withToken: boolean): Buffer[]
    C_OpenSession(slot: Buffer, flags: number): Buffer
    C_Login(session: Buffer, user: number, pin: string): void
    C_CreateObject(session: Buffer, template: object[]): Buffer
  }
}

export interface SoftToken {
  readonly modulePath: string
  /** `seed`: 32 bytes. Both halves by default. */
  addEd25519(label: string, seed: Uint8Array, halves?: readonly ('public' | 'private')[]): void
  addSecret(label: string, secret: Uint8Array): void
  remove(): void
}

/** Why there can be none, in words. */
export function missingForToken(): string | undefined {
  if (!MODULES.some(existsSync)) return 'libsofthsm2.so is not where it is usually installed'
  try {
    loadLibrary()
    return undefined
  } catch {
    return 'pkcs11js, an optional package with a native half, was not built'
  }
}

function loadLibrary(): Library {
  const require = createRequire(new URL('../../pkcs11/package.json', import.meta.url))
  return require('pkcs11js') as Library
}

/** `utility` is softhsm2-util. Points this process at the token, by SoftHSM's own variable, until it is removed. */
export function createSoftToken(utility: string): SoftToken {
  const modulePath = MODULES.find(existsSync) ?? ''
  const folder = mkdtempSync(join(tmpdir(), 'clawql-softhsm-'))
  const config = join(folder, 'softhsm2.conf')
  mkdirSync(join(folder, 'tokens'))
  writeFileSync(
    config,
    `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  )
  const before = process.env['SOFTHSM2_CONF']
  process.env['SOFTHSM2_CONF'] = config
  const words = [
    '--init-token',
    '--free',
    '--label',
    TOKEN,
    '--pin',
    PIN,
    '--so-pin',
    'so-pin-1234',
    '--module',
    modulePath,
  ]
  const { status, stderr } = spawnSync(utility, words, { encoding: 'utf8', env: process.env })
  if (status !== 0) throw new Error(`softhsm2-util: ${stderr}`)
  const add = (...objects: readonly object[][]): void => addObjects(modulePath, objects)
  return {
    modulePath,
    addEd25519: (label, seed, halves = ['public', 'private']) => {
      const point = Buffer.concat([Buffer.of(0x04, 0x20), ed25519PublicKey(seed)])
      const publicHalf = [
        ...common(2, label),
        { type: CKA.KEY_TYPE, value: 0x40 },
        { type: CKA.VERIFY, value: true },
        CURVE,
        { type: CKA.EC_POINT, value: point },
      ]
      const privateHalf = [
        ...common(3, label),
        { type: CKA.KEY_TYPE, value: 0x40 },
        { type: CKA.SIGN, value: true },
        ...HIDDEN,
        CURVE,
        { type: CKA.VALUE, value: Buffer.from(seed) },
      ]
      add(...halves.map((half) => (half === 'public' ? publicHalf : privateHalf)))
    },
    addSecret: (label, secret) =>
      add([
        ...common(4, label),
        { type: CKA.KEY_TYPE, value: 0x10 },
        { type: CKA.SIGN, value: true },
        ...HIDDEN,
        { type: CKA.VALUE, value: Buffer.from(secret) },
      ]),
    remove: () => {
      if (before === undefined) delete process.env['SOFTHSM2_CONF']
      else process.env['SOFTHSM2_CONF'] = before
      rmSync(dirname(config), { recursive: true, force: true })
    },
  }
}

const CKA = {
  CLASS: 0,
  TOKEN: 1,
  PRIVATE: 2,
  LABEL: 3,
  VALUE: 0x11,
  KEY_TYPE: 0x100,
  SENSITIVE: 0x103,
  SIGN: 0x108,
  VERIFY: 0x10a,
  EXTRACTABLE: 0x162,
  EC_PARAMS: 0x180,
  EC_POINT: 0x181,
} as const

/** The curve by name, as PKCS#11 2.40 drafts and SoftHSM have it. */
const CURVE = { type: CKA.EC_PARAMS, value: Buffer.concat([Buffer.of(0x13, 0x0c), Buffer.from('edwards25519')]) }

const HIDDEN = [
  { type: CKA.PRIVATE, value: true },
  { type: CKA.SENSITIVE, value: true },
  { type: CKA.EXTRACTABLE, value: false },
]

function common(objectClass: number, label: string): object[] {
  return [
    { type: CKA.CLASS, value: objectClass },
    { type: CKA.TOKEN, value: true },
    { type: CKA.LABEL, value: label },
  ]
}

function addObjects(modulePath: string, objects: readonly object[][]): void {
  const pkcs11 = new (loadLibrary().PKCS11)()
  pkcs11.load(modulePath)
  pkcs11.C_Initialize()
  try {
    const [slot] = pkcs11.C_GetSlotList(true)
    const session = pkcs11.C_OpenSession(slot!, 0x2 | 0x4)
    pkcs11.C_Login(session, 1, PIN)
    for (const template of objects) pkcs11.C_CreateObject(session, template)
  } finally {
    pkcs11.C_Finalize()
    pkcs11.close()
  }
}
