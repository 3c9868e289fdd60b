/** Chapters four and five: requests go through the enforcement point, with real tokens, a real store and a real log; people approve with signatures. */
import { mkdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { PepReply } from '@clawql/runtime'
import { type OpenedPep, openPep } from '@clawql/runtime/node'
import { ROOT } from '../source-tree.ts'
import { demoHsm, issueToken, OFFICERS, REQUESTER, subjectOf, writeKeyFile } from './principals.ts'
import { bad, chapter, command, faint, good, indent, line, type Story, say, toolBeside, waits } from './story.ts'

const TRANSFER = { from_account: 'A-1', to_account: 'A-2', asset_id: 'AST-9', amount: 5000 }
const transfer = 'asset.transfer_sensitive'

/** What the rest of the story looks at. */
export interface Governed {
  readonly dataDir: string
  readonly logKey: string
}

export async function openTreasury(story: Story, root: string): Promise<OpenedPep> {
  const ledger = new Map([
    ['A-1', 12_000],
    ['A-2', 300],
  ])
  mkdirSync(dataFolder(story), { recursive: true })
  return openPep({
    dataDir: dataFolder(story),
    artifactsDir: join(story.out, 'treasury-agent'),
    trust: { pinnedRoot: root },
    hsm: demoHsm(),
    handlers: {
      'ledger.get_balance': (input) => ({ balance: ledger.get((input as { account: string }).account) ?? 0 }),
      'finance.transfer_handler': (input) => {
        const { from_account, to_account, amount } = input as unknown as typeof TRANSFER
        ledger.set(from_account, (ledger.get(from_account) ?? 0) - amount)
        ledger.set(to_account, (ledger.get(to_account) ?? 0) + amount)
        return { transaction_id: 'T-1', status: 'confirmed' }
      },
    },
  })
}

export function dataFolder(story: Story): string {
  return join(story.out, 'data')
}

export async function governedChapters(story: Story, root: string): Promise<Governed> {
  chapter(4, 'The agent’s requests go through the enforcement point')
  say(faint(`   the manifest is loaded only because its root is pinned: ${root.slice(0, 16)}…`))
  const pep = await openTreasury(story, root)
  try {
    const read = await ask(pep, 'ledger.get_balance', { account: 'A-1' })
    line(story, 'read the balance of A-1', replyText(read), read.outcome === 'executed')
    const denied = await ask(pep, transfer, { ...TRANSFER, to_account: 'A-1' })
    line(story, 'move AST-9 to the account it is in', replyText(denied), denied.outcome === 'denied')
    const intern = await pep.request({
      action: transfer,
      input: TRANSFER,
      token: issueToken({ role: 'intern' }),
      runtime: 'pi',
    })
    line(story, 'move AST-9, asked by an intern', replyText(intern), intern.outcome === 'denied')
    const staged = await ask(pep, transfer, TRANSFER)
    line(story, 'move AST-9 from A-1 to A-2 for 5,000 USD', replyText(staged), staged.outcome === 'staged')
    await approvals(story, staged.instance ?? '')
    await replayed(story, pep)
    return { dataDir: dataFolder(story), logKey: pep.logKey }
  } finally {
    await pep.close()
  }
}

async function approvals(story: Story, instance: string): Promise<void> {
  chapter(5, 'Three people approve, each with a signature over exactly these arguments')
  const keys = join(story.out, 'keys')
  const data = relative(ROOT, dataFolder(story))
  for (const [name, ends] of [
    [REQUESTER, 2],
    [OFFICERS[0], 0],
    [OFFICERS[0], 2],
    [OFFICERS[1], 0],
    [OFFICERS[2], 0],
  ] as const) {
    const words = [
      'actions',
      'approve',
      instance,
      '--as',
      subjectOf(name),
      '--key',
      relative(ROOT, writeKeyFile(keys, name)),
      '--data',
      data,
      '--yes',
    ]
    command('clawql', ['actions', 'approve', `${instance.slice(0, 8)}…`, '--as', subjectOf(name)])
    const result = await toolBeside('clawql', words)
    indent(result.stdout + result.stderr)
    if (result.status !== ends) line(story, `${name} approves`, `status ${result.status}`, false)
  }
}

async function replayed(story: Story, pep: OpenedPep): Promise<void> {
  chapter(6, 'What is refused before any rule is asked')
  const token = issueToken()
  const moved = await pep.request({ action: 'ledger.get_balance', input: { account: 'A-2' }, token, runtime: 'pi' })
  line(story, 'read the balance of A-2', replyText(moved), moved.outcome === 'executed')
  const again = await pep.request({ action: 'ledger.get_balance', input: { account: 'A-2' }, token, runtime: 'pi' })
  line(
    story,
    'the same token a second time',
    replyText(again),
    again.outcome === 'refused' && again.code === 'TOKEN_REPLAYED',
  )
}

function ask(pep: OpenedPep, action: string, input: unknown): Promise<PepReply> {
  return pep.request({ action, input, token: issueToken(), runtime: 'pi' })
}

export function replyText(reply: PepReply): string {
  switch (reply.outcome) {
    case 'executed':
      return good(`executed ${JSON.stringify(reply.output)}`)
    case 'staged':
      return waits(`staged   ${reply.approvals} of ${reply.quorum} approvals`)
    case 'denied':
      return bad(`denied   ${reply.code}${reply.rule === undefined ? '' : ` ${reply.rule}`}`)
    case 'cancelled':
      return bad(`cancelled ${reply.reason}`)
    case 'refused':
      return bad(`refused  ${reply.code}`)
  }
}
