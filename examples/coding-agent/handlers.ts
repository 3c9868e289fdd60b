/**
 * What the coding agent's actions do, in the workspace that `SHOP_WORKSPACE` names. Each handler is an ordinary function under the name that `execution` gives
 * it; the types are those that `clawqlc build examples/coding-agent -o examples/coding-agent/out` writes.
 */
import { gitIn } from './git.ts'
import type { Handlers } from './out/shop-coder/handlers.d.ts'
import { type Ended, runProgram } from './run-program.ts'
import { openWorkspace, type Workspace } from './workspace.ts'

/** `get`: how an address is asked. */
export function handlersFor(workspace: Workspace, get: typeof fetch): Handlers {
  const git = gitIn(workspace.root)
  const folderOf = (directory: string | undefined) =>
    directory === undefined ? workspace.root : workspace.locate(directory)
  return {
    'files.read': ({ path }) => workspace.read(path),
    'files.list': ({ directory }) => ({ names: workspace.list(directory) }),
    'files.create': ({ path, content }, { idempotencyKey }) => ({
      digest: workspace.create(path, content, idempotencyKey),
    }),
    'files.change': ({ path, before, content }, { idempotencyKey }) => ({
      digest: workspace.change(path, before, content, idempotencyKey),
    }),
    'files.restore': (_input, { idempotencyKey }) => workspace.restore(idempotencyKey),

    'git.status': () => git.status(),
    'git.diff': async ({ from, to, paths }) => ({ patch: await git.diff(from, to, paths ?? []) }),
    'git.commit': async ({ branch, message, paths }, { idempotencyKey }) => ({
      commit: await git.commit(branch, message, paths, idempotencyKey),
    }),
    'git.reset': (_input, { idempotencyKey }) => git.reset(idempotencyKey),
    'git.push': async ({ remote, branch, commit }) => {
      await git.push(remote, branch, commit)
      return { done: true }
    },

    'shell.run': async ({ command, directory }) => {
      // A simple command has neither quotes nor expansions: its words are what stands between the spaces.
      const [program = '', ...words] = command.split(' ')
      return { ending: ending(await runProgram(program, words, folderOf(directory))) }
    },
    'shell.run_text': async ({ text }) => ({
      ending: ending(await runProgram('sh', ['-c', text], workspace.root)),
    }),

    'http.get': async ({ url }) => {
      // The policy has judged this address, not the one that it leads on to.
      const response = await get(url, { redirect: 'manual', signal: AbortSignal.timeout(25_000) })
      return { status: response.status, body: await beginningOf(response) }
    },
  }
}

/** The contract’s output is closed. */
function ending({ status, output }: Ended): Pick<Ended, 'status' | 'output'> {
  return { status, output }
}

const MOST_BYTES = 1_048_576

/** What comes after that is not waited for. */
async function beginningOf(response: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of response.body ?? []) {
    pieces.push(piece)
    size += piece.length
    if (size >= MOST_BYTES) break
  }
  return Buffer.concat(pieces).subarray(0, MOST_BYTES).toString('utf8')
}

const root = process.env['SHOP_WORKSPACE']
if (root === undefined) throw new Error('SHOP_WORKSPACE names the workspace that the agent works in')

export default handlersFor(openWorkspace(root), fetch)
