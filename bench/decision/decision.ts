/**
 * `bench/decision`: the guard generated for the treasury rule against a function written by hand, and against other engines in their fastest prepared
 * form. All candidates must agree on a table of edges before anything is timed. Marks: docs/benchmarks.md.
 */
import { join } from 'node:path'
import { compile } from '@clawql/compiler'
import type { AtrClaims, Decision, Guard, RequestContext } from 'clawql-manifest-validator'
import { createNodeHost } from '../../cli/src/node-host.ts'
import { type Candidate, measure, table } from '../measure.ts'
import { balanceByHand, transferByHand } from './by-hand.ts'
import { bufbuildEngine, cedarEngine, celJsEngine, type Engine } from './engines.ts'
import { CLAIMS, CONTEXT, EDGES, SELF_PAYMENTS, type Transfer, VALID } from './requests.ts'

interface GuardsModule {
  readonly guardAssetTransferSensitive: Guard
  readonly guardLedgerGetBalance: Guard
  readonly decide: (action: string, input: unknown, claims: AtrClaims, context: RequestContext) => Decision
}

/** Returns the tables as Markdown. */
export async function benchDecision(root: string): Promise<string> {
  const compilation = await compile(createNodeHost(join(root, 'examples', 'treasury')))
  const source = compilation.manifests[0]?.artifacts.get('guards.js')
  if (source === undefined) throw new Error('examples/treasury does not build')
  // Every candidate gets a module of its own: two that share one would share its inline caches.
  let copies = 0
  const load = async (): Promise<GuardsModule> => {
    copies += 1
    const text = `${source}\n// copy ${copies}\n`
    return (await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)) as GuardsModule
  }
  const engines: readonly (readonly [string, Engine])[] = [
    ['cel-js', celJsEngine()],
    ['bufbuild CEL', bufbuildEngine()],
    ['Cedar (wasm, pre-parsed)', cedarEngine()],
  ]
  const direct = await load()
  for (const [name, decide] of [
    ['generated guard', staged(direct.guardAssetTransferSensitive)],
    ['by hand', staged(transferByHand)],
    ...engines,
  ] as const) {
    agree(name, decide)
  }
  const transfers = (guard: Guard, inputs: readonly Transfer[]) => (n: number) => guard(inputs[n & 7], CLAIMS, CONTEXT)
  const byMap = async (): Promise<Guard> => {
    const { decide } = await load()
    return (input, claims, context) => decide('asset.transfer_sensitive', input, claims, context)
  }
  const sections = [
    table(
      'A transfer that passes every check',
      measure([
        { name: 'by hand', run: transfers(transferByHand, VALID) },
        { name: 'generated guard', run: transfers(direct.guardAssetTransferSensitive, VALID) },
        { name: 'generated, through the map of all actions', run: transfers(await byMap(), VALID) },
        ...engines.map(([name, engine]): Candidate => ({ name, run: (n) => engine(VALID[n & 7] as Transfer, CLAIMS) })),
      ]),
      'by hand',
    ),
    table(
      'A read that is allowed',
      measure([
        { name: 'by hand', run: reads(balanceByHand) },
        { name: 'generated guard', run: reads((await load()).guardLedgerGetBalance) },
      ]),
      'by hand',
    ),
    table(
      'A transfer denied with its reason',
      measure([
        { name: 'by hand', run: transfers(transferByHand, SELF_PAYMENTS) },
        { name: 'generated guard', run: transfers((await load()).guardAssetTransferSensitive, SELF_PAYMENTS) },
        ...engines.map(
          ([name, engine]): Candidate => ({ name, run: (n) => engine(SELF_PAYMENTS[n & 7] as Transfer, CLAIMS) }),
        ),
      ]),
      'by hand',
    ),
  ]
  return sections.join('\n')
}

const ACCOUNTS = Array.from({ length: 8 }, (_, n) => ({ account: `ACC-${1000 + n}` }))

function reads(guard: Guard): (n: number) => unknown {
  return (n) => guard(ACCOUNTS[n & 7], CLAIMS, CONTEXT)
}

function staged(guard: Guard): Engine {
  return (input, claims) => guard(input, claims, CONTEXT).effect !== 'deny'
}

function agree(name: string, engine: Engine): void {
  EDGES.forEach(([input, claims, passes], n) => {
    if (engine(input, claims) !== passes)
      throw new Error(`${name} disagrees on edge ${n}: ${JSON.stringify({ input, claims, passes })}`)
  })
}
