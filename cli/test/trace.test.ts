/** `eval --trace` and `explain` on an action with facts, cases of approval and a rate: what is shown is what decided. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { clawqlc, createScratch, ROOT, type Run } from './program.ts'

const REPOSITORY = join(ROOT, 'examples', 'repository')
const HEAD = '0123456789abcdef0123456789abcdef01234567'
const CLAIMS = {
  role: 'coding-agent',
  agent_id: 'agent-1',
  purpose: 'maintenance',
  scope: ['repo:write', 'repo:merge'],
  classification: 'sensitive',
}

const scratch = createScratch()

function merge(changes: object, ...more: readonly string[]): Promise<Run> {
  const input = { number: 7, head: HEAD, lines_changed: 500, paths: ['src/a.ts'], ...changes }
  const cwd = scratch.make({
    'input.json': JSON.stringify(input),
    'claims.json': JSON.stringify(CLAIMS),
    'context.json': JSON.stringify({ change_window: true, checks_passed: true, ticket: 'T-1' }),
  })
  const files = ['--input', 'input.json', '--claims', 'claims.json', '--context', 'context.json']
  return clawqlc(['eval', 'repository.merge_pull_request', '-p', REPOSITORY, ...files, '--trace', ...more], { cwd })
}

describe('clawqlc eval --trace', () => {
  it('shows which case of the approval held, what it came to, and the rate', async () => {
    const { status, stdout } = await merge({})
    assert.equal(status, 0)
    assert.match(stdout, /\nok {4}facts +\{"change_window":true,"checks_passed":true,"ticket":"T-1"\}\n/)
    assert.match(stdout, /\n {8}input\.lines_changed > 50 => has\(context\.ticket\) = true\n/)
    assert.match(stdout, /\n {6}approval large +holds: 2 of maintainer\n {8}input\.paths = \["src\/a\.ts"\]\n/)
    assert.match(stdout, /\n {8}path = "src\/a\.ts"\n {8}path\.startsWith\("auth\/"\) = false\n {8}path\.startsWith/)
    assert.match(stdout, /\n- {5}approval otherwise +not looked at: an earlier case holds\n/)
    assert.match(
      stdout,
      /\n {6}rate +at most 5 in 1 h for each claims\.agent_id, refused calls counted too; the enforcement point counts\n/,
    )
    assert.match(stdout, /\n\nstage: 2 approvals \(2 of maintainer\) within 8h\n$/)
  })

  it('names the case that held where others did not, and says that nobody is asked about a denied call', async () => {
    const [whole, denied] = await Promise.all([merge({ paths: ['auth/key.ts'] }), merge({ number: 0 })])
    assert.match(whole.stdout, /\n {6}approval large +does not hold\n[\s\S]*\n {6}approval otherwise +does not hold\n/)
    assert.match(whole.stdout, /\n {6}approval guarded +holds: 2 of maintainer and 1 of security-officer\n/)
    assert.match(whole.stdout, /stage: 3 approvals/)
    assert.equal(denied.status, 2)
    assert.match(denied.stdout, /\n- {5}approval large +not asked: the call is denied\n/)
  })

  it('has the same as data', async () => {
    const { stdout } = await merge({ lines_changed: 3 }, '--format', 'json')
    const trace = JSON.parse(stdout)
    assert.deepEqual(
      trace.approval_cases.map(({ name, outcome, quorum }: Record<string, unknown>) => [name, outcome, quorum]),
      [
        ['large', 'does_not_hold', 2],
        ['otherwise', 'holds', 1],
      ],
    )
    assert.deepEqual(trace.approval_cases[1].values.at(-1).value, true)
    assert.deepEqual(trace.rate, { count: 5, per_seconds: 3600, by: 'claims.agent_id', counting: 'all' })
    const role = trace.checks.find(({ check }: { check: string }) => check === 'role')
    assert.equal(role.found, 'coding-agent')
    const values = trace.checks.at(-1).values
    assert.deepEqual(values.at(-1), {
      text: 'input.lines_changed > 50 => has(context.ticket)',
      cel: '!(input.lines_changed > 50) || has(context.ticket)',
      value: true,
    })
  })
})

describe('clawqlc explain of an action', () => {
  it('begins with what it comes down to', async () => {
    const treasury = join(ROOT, 'examples', 'treasury')
    const [merging, transfer, read] = await Promise.all([
      clawqlc(['explain', 'repository.merge_pull_request', '-p', REPOSITORY]),
      clawqlc(['explain', 'asset.transfer_sensitive', '-p', treasury]),
      clawqlc(['explain', 'ledger.get_balance', '-p', treasury]),
    ])
    const summary = ({ stdout }: Run): string => stdout.split('\n\n')[2] ?? ''
    assert.equal(
      summary(merging),
      '`coding-agent` may do this, for `maintenance`. Before it is executed, 2 of `maintainer` and 1 of `security-officer` have to approve it within 8 h, in some cases fewer. It cannot be undone.',
    )
    assert.equal(
      summary(transfer),
      '`finance-agent` or `compliance-officer` may do this, for `settlement`, up to 1,000,000 USD a call. Before it is executed, 3 of `compliance-officer` have to approve it within 2 h. It cannot be undone.',
    )
    assert.equal(
      summary(read),
      '`finance-agent` or `compliance-officer` may ask for this, which changes nothing, for `settlement`. Nobody has to approve it.',
    )
    assert.match(transfer.stdout, /Denied when `input\.amount > 250_000 USD && !has\(input\.memo\)`\./)
  })
})
