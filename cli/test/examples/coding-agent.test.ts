/** The coding agent of `examples/`, whole: built, its handlers checked, served as a process, asked over its socket, on a real repository with a real remote. */
import assert from 'node:assert/strict'
import { createPrivateKey, type KeyObject, randomUUID, sign } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PepReply } from '@clawql/runtime'
import { type ControlClient, connectControl, dataLayout } from '@clawql/runtime/node'
import { ed25519PublicKey, toBase64 } from 'clawql-manifest-validator'
import { gitIn } from '../../../examples/coding-agent/git.ts'
import { digestOf, openWorkspace } from '../../../examples/coding-agent/workspace.ts'
import { demoSeed } from '../../../scripts/demo-seed.ts'
import { type Program, startClawql } from '../clawql/served-folder.ts'
import { clawqlc, createScratch, ROOT, run } from '../program.ts'

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')
const demoKey = (name: string): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, demoSeed(name)]), format: 'der', type: 'pkcs8' })
/** The keys are those of the treasury under other names. */
const KEY_OF = { 'maintainer-1': 'officer-1', 'maintainer-2': 'officer-2', 'security-1': 'officer-4' } as const

function token(): string {
  const now = Math.floor(Date.now() / 1000)
  const atr = {
    agent_id: 'shop-coder-01',
    role: 'coding-agent',
    purpose: 'coding',
    scope: [],
    classification: 'restricted',
    session_id: 'session-1',
  }
  const times = { iat: now, exp: now + 300 }
  const claims = { iss: 'https://id.acme.example', aud: 'shop-coder-01', ...times, jti: randomUUID(), sub: 'pi-7', atr }
  const parts = [{ alg: 'EdDSA', kid: '2026-1' }, claims]
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${text}.${sign(null, Buffer.from(text), demoKey('issuer')).toString('base64url')}`
}

describe('examples/coding-agent', function () {
  this.timeout(120_000)
  const scratch = createScratch()
  const project = scratch.path('project')
  const shop = scratch.path('shop')
  const remote = scratch.path('remote.git')
  let server: Program | undefined
  let client: ControlClient

  const git = async (...words: readonly string[]): Promise<string> => {
    const who = ['-c', 'user.name=t', '-c', 'user.email=t@acme.example', '-c', 'init.defaultBranch=main']
    const { status, stdout, stderr } = await run(['git', '-C', shop, ...who, ...words])
    assert.equal(status, 0, stderr)
    return stdout.trim()
  }

  before(async () => {
    cpSync(join(ROOT, 'examples', 'coding-agent'), project, { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'))
    assert.equal((await clawqlc(['build', project, '-o', join(project, 'out')])).status, 0)
    const checked = await clawqlc(['check', project, '--handlers', join(project, 'handlers.ts')])
    assert.deepEqual([checked.status, checked.stdout], [0, ''])
    for (const folder of [join(shop, 'src'), remote]) mkdirSync(folder, { recursive: true })
    await run(['git', 'init', '--quiet', '--bare', remote])
    await git('init', '--quiet')
    writeFileSync(join(shop, 'src', 'cart.ts'), 'export const total = 0\n')
    writeFileSync(join(shop, '.env'), 'TOKEN=secret\n')
    mkdirSync(scratch.path('outside'))
    symlinkSync(scratch.path('outside'), join(shop, 'src', 'link'))
    await git('add', 'src/cart.ts')
    await git('commit', '--quiet', '-m', 'begin')
    await git('checkout', '--quiet', '-b', 'agent/cart')
    await git('remote', 'add', 'origin', remote)
    const manifest = JSON.parse(readFileSync(join(project, 'out/shop-coder/manifest.json'), 'utf8'))
    const config = {
      data: 'data',
      artifacts: 'out/shop-coder',
      handlers: 'handlers.ts',
      pinned_root: manifest.merkle_root,
      base_model_keys: { 'hsm://models/llama-4': toBase64(ed25519PublicKey(demoSeed('base-model'))) },
    }
    writeFileSync(join(project, 'clawql.json'), JSON.stringify(config))
    server = startClawql(
      { SHOP_WORKSPACE: shop },
      'serve',
      '--log-in-process',
      '--config',
      join(project, 'clawql.json'),
    )
    await server.says(/^serving /)
    client = await connectControl(dataLayout(join(project, 'data')).control)
  })
  after(() => {
    client?.close()
    server?.child.kill('SIGKILL')
  })

  const ask = (action: string, input: unknown) => client.request({ action, input, token: token(), runtime: 'pi' })
  const outputOf = (reply: PepReply): Record<string, unknown> => {
    if (reply.outcome !== 'executed') assert.fail(JSON.stringify(reply))
    return reply.output as Record<string, unknown>
  }
  const codeOf = (reply: PepReply): string => ('code' in reply ? reply.code : reply.outcome)

  async function approve(reply: PepReply, who: keyof typeof KEY_OF): Promise<PepReply> {
    const config = ['--data', join(project, 'data'), '--json', '--yes']
    const key = scratch.path(`${who}.pem`)
    writeFileSync(key, demoKey(KEY_OF[who]).export({ format: 'pem', type: 'pkcs8' }))
    const words = ['actions', 'approve', reply.instance ?? '', '--as', `${who}@acme.example`, '--key', key, ...config]
    const program = startClawql({}, ...words)
    await program.ended
    return JSON.parse(program.out())
  }

  it('reads a source, and no credentials', async () => {
    const content = 'export const total = 0\n'
    assert.deepEqual(outputOf(await ask('file.read', { path: 'src/cart.ts' })), { content, digest: digestOf(content) })
    assert.equal(codeOf(await ask('file.read', { path: '.env' })), 'RULE_VIOLATED')
    const { names } = outputOf(await ask('file.list', {}))
    assert.deepEqual([...(names as string[])].sort(), ['.env', '.git', 'src'])
  })

  it('edits what it has read, and nothing that has changed since', async () => {
    const edit = (before: string, content: string) => ask('workspace.edit', { path: 'src/cart.ts', before, content })
    const old = digestOf('export const total = 0\n')
    assert.equal((await edit(old, 'export const total = 1\n')).outcome, 'executed')
    assert.equal(codeOf(await edit(old, 'export const total = 2\n')), 'HANDLER_NOT_APPLIED')
    assert.equal(readFileSync(join(shop, 'src', 'cart.ts'), 'utf8'), 'export const total = 1\n')
  })

  it('writes nothing through a link, which no policy sees', async () => {
    const reply = await ask('workspace.add', { path: 'src/link/evil.ts', content: 'x' })
    assert.equal(codeOf(reply), 'HANDLER_NOT_APPLIED')
    assert.ok(!existsSync(scratch.path('outside', 'evil.ts')))
    assert.equal((await ask('workspace.add', { path: 'src/new/total.ts', content: 'export {}\n' })).outcome, 'executed')
    assert.equal(readFileSync(join(shop, 'src/new/total.ts'), 'utf8'), 'export {}\n')
  })

  it('commits under the action’s own name, on the branch that is there', async () => {
    const { branch, changed } = outputOf(await ask('git.status', {}))
    assert.deepEqual([branch, [...(changed as string[])].sort()[1]], ['agent/cart', 'src/cart.ts'])
    const commit = { message: 'Count the cart once', paths: ['src/cart.ts', 'src/new/total.ts'] }
    assert.equal(codeOf(await ask('git.commit', { branch: 'agent/other', ...commit })), 'HANDLER_NOT_APPLIED')
    const reply = await ask('git.commit', { branch: 'agent/cart', ...commit })
    assert.equal(outputOf(reply)['commit'], await git('rev-parse', 'HEAD'))
    assert.match(await git('log', '-1', '--format=%B'), new RegExp(`Action: ${reply.instance}$`))
    const { patch } = outputOf(await ask('git.diff', { from: await git('rev-parse', 'main') }))
    assert.match(String(patch), /\+export const total = 1/)
  })

  it('runs a known command at once, any other after a maintainer, and without this process’s environment', async () => {
    assert.match(JSON.stringify(outputOf(await ask('workspace.run', { command: 'git status --short' }))), /"status":0/)
    assert.equal(codeOf(await ask('workspace.run', { command: 'npm publish' })), 'RULE_VIOLATED')
    const waiting = await ask('workspace.run', { command: 'env' })
    assert.equal(waiting.outcome, 'staged')
    const { ending } = outputOf(await approve(waiting, 'maintainer-1')) as { ending: { output: string } }
    assert.match(ending.output, /^HOME=/m)
    assert.doesNotMatch(ending.output, /SHOP_WORKSPACE|CLAWQL/)
  })

  it('runs shell text after a maintainer and a security officer, two maintainers do not do', async () => {
    const waiting = await ask('command.run_text', { text: 'echo a > made; cat made', reason: 'show that it runs' })
    assert.equal((await approve(waiting, 'maintainer-1')).outcome, 'staged')
    assert.equal((await approve(waiting, 'maintainer-2')).outcome, 'staged')
    assert.ok(!existsSync(join(shop, 'made')))
    assert.deepEqual(outputOf(await approve(waiting, 'security-1')), { ending: { status: 0, output: 'a\n' } })
  })

  it('pushes what a maintainer saw, where the branch still stands there', async () => {
    const commit = await git('rev-parse', 'HEAD')
    const push = (head: string) => ask('workspace.push', { remote: 'origin', branch: 'agent/cart', commit: head })
    const waiting = await push(commit)
    assert.equal(waiting.outcome, 'staged')
    const there = async () => (await run(['git', '-C', remote, 'for-each-ref', '--format=%(objectname)'])).stdout.trim()
    assert.equal(await there(), '')
    assert.deepEqual(outputOf(await approve(waiting, 'maintainer-2')), { done: true })
    assert.equal(await there(), commit)
    const moved = await push(await git('rev-parse', 'main'))
    assert.equal(codeOf(await approve(moved, 'maintainer-1')), 'HANDLER_NOT_APPLIED')
  })

  it('takes back what it did, unless somebody has changed it since', async () => {
    const workspace = openWorkspace(shop)
    const before = readFileSync(join(shop, 'src/cart.ts'), 'utf8')
    workspace.change('src/cart.ts', digestOf(before), 'export const total = 9\n', 'key-1')
    workspace.restore('key-1')
    workspace.restore('key-1')
    workspace.restore('never happened')
    assert.equal(readFileSync(join(shop, 'src/cart.ts'), 'utf8'), before)
    workspace.create('src/other.ts', 'x', 'key-2')
    writeFileSync(join(shop, 'src/other.ts'), 'somebody’s')
    assert.throws(() => workspace.restore('key-2'), /changed since/)
    workspace.create('src/third.ts', 'x', 'key-3')
    workspace.restore('key-3')
    assert.ok(!existsSync(join(shop, 'src/third.ts')))
    const head = await git('rev-parse', 'HEAD')
    const tool = gitIn(shop)
    await tool.commit('agent/cart', 'Another one', ['src/other.ts'], 'key-4')
    // Asked again under the same key it is the same commit.
    assert.equal(
      await tool.commit('agent/cart', 'Another one', ['src/other.ts'], 'key-4'),
      await git('rev-parse', 'HEAD'),
    )
    await tool.reset('key-4')
    await tool.reset('key-4')
    assert.equal(await git('rev-parse', 'HEAD'), head)
  })
})
