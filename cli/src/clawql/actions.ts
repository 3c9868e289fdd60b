/** `clawql actions`: what waits for people, and their decisions, signed here and judged by the process that serves the data folder. */
import { createInterface } from 'node:readline/promises'
import type { ActionView, ListOptions, PepReply, StatementVerb } from '@clawql/runtime'
import { readActions } from '@clawql/runtime/node'
import type { Command } from 'commander'
import { EXIT, type ExitStatus, UsageError } from '../exit-status.ts'
import { readBytes } from '../read-input.ts'
import { err, out, outJson } from '../terminal.ts'
import { connectData, DATA_OPTION, demandServed } from './data-folder.ts'
import { printList, printView, replyLine } from './print-action.ts'
import type { Finish } from './run-clawql.ts'
import { readSigningKey, signStatement } from './signing-key.ts'

interface Common {
  readonly data: string
  readonly json?: boolean
}

interface Decision extends Common {
  readonly key: string
  readonly as: string
  readonly yes?: boolean
}

interface Cancellation extends Common {
  readonly key?: string
  readonly as?: string
  readonly token?: string
  readonly yes?: boolean
}

export function addActions(program: Command, finish: Finish): void {
  const actions = program.command('actions').description('actions that wait for a decision')
  actions
    .command('list')
    .description('those that are not over')
    .option('--all', 'those that are over as well')
    .option(...DATA_OPTION)
    .option('--json', 'as JSON')
    .action(async (options: Common & { readonly all?: boolean }) => finish(await list(options)))
  actions
    .command('show')
    .argument('<id>', 'the action’s instance id, or its first characters')
    .description('everything needed to decide; opens the action for approval')
    .option(...DATA_OPTION)
    .option('--json', 'as JSON')
    .action(async (id: string, options: Common) => finish(await show(id, options)))
  const decisions: readonly (readonly [string, StatementVerb, string])[] = [
    ['approve', 'approve', 'approve it; the approval that completes the quorum executes it'],
    ['deny', 'deny', 'deny it; one denial ends it'],
    ['withdraw', 'withdraw', 'take back your approval, until the quorum is complete'],
  ]
  for (const [name, verb, description] of decisions) {
    withSigner(
      actions
        .command(name)
        .argument('<id>', 'the action’s instance id, or its first characters')
        .description(description),
    ).action(async (id: string, options: Decision) => finish(await decide(id, verb, options)))
  }
  actions
    .command('cancel')
    .argument('<id>', 'the action’s instance id, or its first characters')
    .description('cancel it: by signature, or by a token of whoever asked')
    .option('--as <subject>', 'who decides, as in policy.trust.approvers')
    .option('--key <file>', 'that person’s Ed25519 private key: PEM, or a JSON map of names to keys')
    .option('--token <file>', 'in their place a fresh token of the requester; - for standard input')
    .option('-y, --yes', 'do not ask again')
    .option(...DATA_OPTION)
    .option('--json', 'as JSON')
    .action(async (id: string, options: Cancellation) => finish(await cancel(id, options)))
  withSigner(
    actions
      .command('resolve')
      .argument('<id>', 'the action’s instance id, or its first characters')
      .description('say what became of an action that is in doubt'),
  )
    .requiredOption('--outcome <outcome>', 'applied or not-applied')
    .action(async (id: string, options: Decision & { readonly outcome: string }) =>
      finish(await decide(id, resolution(options.outcome), options)),
    )
}

function withSigner(command: Command): Command {
  return command
    .requiredOption('--as <subject>', 'who decides, as in policy.trust.approvers')
    .requiredOption('--key <file>', 'that person’s Ed25519 private key: PEM, or a JSON map of names to keys')
    .option('-y, --yes', 'do not ask again')
    .option(...DATA_OPTION)
    .option('--json', 'as JSON')
}

function resolution(outcome: string): StatementVerb {
  if (outcome === 'applied') return 'resolve-applied'
  if (outcome === 'not-applied') return 'resolve-not-applied'
  throw new UsageError('--outcome is applied or not-applied')
}

async function list(options: Common & { readonly all?: boolean }): Promise<ExitStatus> {
  const views = await readList(options.data, options.all === true)
  if (options.json === true) outJson(views)
  else printList(views, options.all === true)
  return EXIT.fine
}

type ReadPage = (options: ListOptions) => Promise<readonly ActionView[]>

/** From the process that serves the folder, or from the folder where none does. */
async function readList(data: string, all: boolean): Promise<readonly ActionView[]> {
  const client = await connectData(data)
  try {
    return await everyPage(client === undefined ? (options) => readUnserved(data, options) : client.list, all)
  } finally {
    client?.close()
  }
}

async function everyPage(readPage: ReadPage, all: boolean): Promise<readonly ActionView[]> {
  const views: ActionView[] = []
  for (let page = await readPage({ all }); page.length > 0; ) {
    views.push(...page)
    page = await readPage({ all, after: page.at(-1)?.instance ?? '' })
  }
  return views
}

async function readUnserved(data: string, options: ListOptions): Promise<readonly ActionView[]> {
  const views = await readActions(data, options)
  if (views !== undefined) return views
  throw new UsageError(`${data} is no data folder`, 'name it with --data or CLAWQL_DATA')
}

async function show(given: string, options: Common): Promise<ExitStatus> {
  const client = await connectData(options.data)
  try {
    const id = await fullId(given, client === undefined ? (page) => readUnserved(options.data, page) : client.list)
    const view = client === undefined ? await showUnserved(id, options) : await client.view(id)
    if ('outcome' in view) return answer(view, options)
    if (options.json === true) outJson(view)
    else printView(view)
    return EXIT.fine
  } finally {
    client?.close()
  }
}

async function showUnserved(id: string, { data }: Common): Promise<ActionView | PepReply> {
  const found = (await readList(data, true)).find((view) => view.instance === id)
  if (found === undefined) return { outcome: 'refused', code: 'UNKNOWN_INSTANCE', message: 'there is no such action' }
  err(`no process serves ${data}: shown as it lies there, and not opened for approval\n`)
  return found
}

const WHOLE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const SHORTEST_ID = 4

/** The id that begins so, where only one does. What fits none is left as it is: the enforcement point says so. */
async function fullId(given: string, readPage: ReadPage): Promise<string> {
  if (WHOLE_ID.test(given)) return given
  if (given.length < SHORTEST_ID)
    throw new UsageError(
      `\`${given}\` is too little of an id`,
      `give ${SHORTEST_ID} characters or more: clawql actions list`,
    )
  const fitting = (await everyPage(readPage, true)).filter(({ instance }) => instance.startsWith(given))
  if (fitting.length > 1)
    throw new UsageError(
      `${fitting.length} actions begin with ${given}`,
      'give more of the id: clawql actions list --all',
    )
  return fitting[0]?.instance ?? given
}

/** Shows, asks, signs, submits. What is signed is what was shown. */
async function decide(given: string, verb: StatementVerb, options: Decision): Promise<ExitStatus> {
  const key = readSigningKey(options.key, options.as)
  const client = await demandServed(options.data)
  try {
    const view = await client.view(await fullId(given, client.list))
    if ('outcome' in view) return answer(view, options)
    if (options.yes !== true && !(await confirmed(view, verb))) return EXIT.failed
    const submitted = signStatement(view, verb, options.as, key)
    const method = verb === 'resolve-applied' || verb === 'resolve-not-applied' ? 'resolve' : verb
    return answer(await client[method](submitted), options)
  } finally {
    client.close()
  }
}

async function cancel(given: string, { token, as: who, key, ...options }: Cancellation): Promise<ExitStatus> {
  if (token === undefined && who !== undefined && key !== undefined)
    return decide(given, 'cancel', { ...options, as: who, key })
  if (token === undefined || who !== undefined || key !== undefined)
    throw new UsageError(
      'a cancellation is signed, or comes from whoever asked',
      'give --as and --key, or --token alone',
    )
  const client = await demandServed(options.data)
  try {
    const instance = await fullId(given, client.list)
    return answer(await client.cancel({ instance, token: readToken(token) }), options)
  } finally {
    client.close()
  }
}

/** Never an argument of its own: other users see those. */
function readToken(path: string): string {
  return Buffer.from(readBytes(path)).toString('utf8').trim()
}

async function confirmed(view: ActionView, verb: StatementVerb): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('there is nobody to ask', 'decide without a terminal with --yes')
  printView(view)
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question(`${verb} this action? [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}

function answer(reply: PepReply, options: Common): ExitStatus {
  if (options.json === true) outJson(reply)
  else out(`${replyLine(reply)}\n`)
  if (reply.outcome !== 'refused') return EXIT.fine
  return reply.code === 'OUTCOME_IN_DOUBT' ? EXIT.unknown : EXIT.rejected
}
