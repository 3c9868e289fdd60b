/**
 * The material of `bench/pep`: examples/treasury compiled into a folder, its principals with their keys, and requests signed beforehand, so that signing is
 * never part of what is measured.
 */
import { randomBytes, sign } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { compile } from '@clawql/compiler'
import {
  type ActionView,
  type Handler,
  type RequestArguments,
  type SubmittedStatement,
  statementBytes,
} from '@clawql/runtime'
import type { ContractSource } from '@clawql/runtime/node'
import { createNodeHost } from '../../cli/src/node-host.ts'
import { demoHsm, issueToken, OFFICERS, privateKey, subjectOf } from '../../scripts/story/principals.ts'

export interface Treasury {
  readonly source: ContractSource
  readonly handlers: Readonly<Record<string, Handler>>
  /** A new data folder, removed with everything else by `remove`. */
  dataDir(): string
  remove(): void
}

/** Compiles once; throws where the example does not build. */
export async function buildTreasury(root: string): Promise<Treasury> {
  const folder = mkdtempSync(join(tmpdir(), 'clawql-bench-'))
  const { manifests } = await compile(createNodeHost(join(root, 'examples', 'treasury')))
  const [manifest] = manifests
  if (manifest === undefined) throw new Error('examples/treasury does not build')
  for (const [path, text] of manifest.artifacts) {
    mkdirSync(dirname(join(folder, 'out', path)), { recursive: true })
    writeFileSync(join(folder, 'out', path), text)
  }
  return {
    source: { artifactsDir: join(folder, 'out'), trust: { pinnedRoot: manifest.root }, hsm: demoHsm() },
    handlers: {
      'ledger.get_balance': () => ({ balance: 12 }),
      'finance.transfer_handler': () => ({ transaction_id: 'T-1', status: 'confirmed' }),
    },
    dataDir: () => mkdtempSync(join(folder, 'data-')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export function balanceRequests(count: number): readonly RequestArguments[] {
  return Array.from({ length: count }, (_, n) => ({
    action: 'ledger.get_balance',
    input: { account: `A-${n % 100}` },
    token: issueToken(),
    runtime: 'pi',
  }))
}

/** `to`: the account it goes to; the one it comes from makes it a denied one. */
export function transferRequests(count: number, to: string): readonly RequestArguments[] {
  return Array.from({ length: count }, () => ({
    action: 'asset.transfer_sensitive',
    input: { from_account: 'A-1', to_account: to, asset_id: 'AST-9', amount: 5000 },
    token: issueToken(),
    runtime: 'pi',
  }))
}

/** The three approvals of one view. */
export function approvalsOf(view: ActionView): readonly SubmittedStatement[] {
  return OFFICERS.map((name) => {
    const statement = {
      verb: 'approve' as const,
      ...view.statement,
      subject: subjectOf(name),
      nonce: randomBytes(16).toString('hex'),
      expires_at_ms: Date.now() + 600_000,
    }
    return { statement, signature: sign(null, statementBytes(statement), privateKey(name)).toString('base64') }
  })
}
