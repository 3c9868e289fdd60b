/**
 * Git in a workspace, as the policy's actions need it. Hooks, file system monitors and helpers that the repository names are not run: the agent may have
 * written them. A commit carries the action that made it, by which it is found again and taken back.
 */
import { NotAppliedError } from '@clawql/runtime'
import { runProgram } from './run-program.ts'

const QUIET = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'protocol.ext.allow=never', 'commit.gpgSign=false']
const AUTHOR = ['user.name=shop-coder-01', 'user.email=shop-coder-01@acme.example']

export interface Git {
  status(): Promise<{ readonly branch: string; readonly changed: readonly string[] }>
  diff(from: string, to: string | undefined, paths: readonly string[]): Promise<string>
  commit(branch: string, message: string, paths: readonly string[], key: string): Promise<string>
  /** Takes the commit of that action back, its changes stay in the working copy. */
  reset(key: string): Promise<void>
  push(remote: string, branch: string, commit: string): Promise<void>
}

export function gitIn(root: string): Git {
  const options = [...QUIET, ...AUTHOR].flatMap((setting) => ['-c', setting])
  const run = (words: readonly string[]) => runProgram('git', [...options, ...words], root)

  async function git(...words: readonly string[]): Promise<string> {
    const { status, output, stdout } = await run(words)
    if (status !== 0) throw new Error(`git ${words[0]} ended with ${status}: ${output.slice(-500)}`)
    return stdout
  }

  const branchNow = async () => (await git('symbolic-ref', '--short', 'HEAD')).trim()
  const madeBy = async (key: string) => (await git('log', '-1', '--format=%B')).includes(`\nAction: ${key}\n`)

  return {
    async status() {
      const listed = await git('status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all')
      const changed = listed.split('\0').flatMap((line) => (line === '' ? [] : [line.slice(3)]))
      return { branch: await branchNow(), changed }
    },
    diff: (from, to, paths) =>
      git(
        'diff',
        '--no-color',
        '--no-ext-diff',
        '--no-textconv',
        from,
        ...(to === undefined ? [] : [to]),
        '--',
        ...paths,
      ),
    async commit(branch, message, paths, key) {
      const present = await branchNow()
      if (present !== branch) throw new NotAppliedError(`the working copy is on ${present}`)
      if (!(await madeBy(key).catch(() => false))) {
        await git('add', '--', ...paths)
        await git('commit', '--quiet', '-m', `${message}\n\nAction: ${key}\n`, '--', ...paths)
      }
      return (await git('rev-parse', 'HEAD')).trim()
    },
    async reset(key) {
      if (await madeBy(key)) await git('reset', '--quiet', '--soft', 'HEAD~1')
    },
    async push(remote, branch, commit) {
      const known = await run(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`])
      if (known.stdout.trim() !== commit) throw new NotAppliedError(`${branch} does not stand at that commit`)
      const { status, output } = await run(['push', '--porcelain', remote, `${commit}:refs/heads/${branch}`])
      // The remote says for certain that it took nothing. Any other failure may have come after it did.
      if (status !== 0 && /^!\t/m.test(output)) throw new NotAppliedError('the remote refused the push')
      if (status !== 0) throw new Error(`git push ended with ${status}`)
    },
  }
}
