/**
 * What the coding agent's actions do, over a repository in memory. The types are those that `clawqlc build examples/repository -o examples/repository/out`
 * writes.
 */
import { NotAppliedError } from '@clawql/runtime'
import type { Handlers } from './out/repository-agent/handlers.d.ts'

const branches = new Map([['agent/tidy', ['src/main.ts', 'docs/guide.md']]])
const open = new Map<number, { readonly branch: string; readonly by: string }>()
const merged = new Map<number, string>()

export default {
  'repository.read': ({ branch }) => ({ paths: branches.get(branch) ?? [] }),

  'repository.open': async ({ branch, paths }, { idempotencyKey }) => {
    // A second attempt finds what the first one opened.
    const earlier = [...open].find(([, { by }]) => by === idempotencyKey)
    if (earlier !== undefined) return { number: earlier[0] }
    const number = open.size + 1
    open.set(number, { branch, by: idempotencyKey })
    branches.set(branch, [...paths])
    return { number }
  },

  'repository.merge': async ({ number, head }) => {
    if (!open.has(number)) throw new NotAppliedError('there is no such pull request')
    merged.set(number, head)
    return { commit: head }
  },
} satisfies Handlers
