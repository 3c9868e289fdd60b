/** What the enforcement point works with behind its entrance: the contract, what the host gave, what this package put before it, and one request on its way. */
import type { AtrClaims } from 'clawql-manifest-validator'
import type { LoadedContract } from '../contract/loaded-contract.ts'
import type { Driver } from './drive.ts'
import type { PepPorts } from './ports.ts'
import type { Redaction } from './redaction.ts'

export interface Inside extends PepPorts {
  readonly contract: LoadedContract
  readonly redaction: Redaction
  readonly driver: Driver
}

/** `action` and `runtime` are what the caller wrote there: they need not be names at all. */
export interface Request {
  readonly instance: string
  readonly atMs: number
  readonly action: string
  readonly runtime: string
  /** Absent until the token was verified. */
  readonly claims?: AtrClaims
}

export interface Verified extends Request {
  readonly claims: AtrClaims
}
