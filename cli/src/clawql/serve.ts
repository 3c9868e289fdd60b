/**
 * `clawql serve`: opens a runtime and answers on the socket in its data folder until it is told to stop. Handlers come from a module of the host's; the audit
 * log is written by a process of its own, which is started and kept alive from here (D20).
 */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Handler, Redactor } from '@clawql/runtime'
import { createPresidioRedactor, type LogHost, openPep, type SupervisedLog, supervisedLog } from '@clawql/runtime/node'
import { createSoftwareVerifier } from 'clawql-manifest-validator'
import type { Command } from 'commander'
import { EXIT, UsageError } from '../exit-status.ts'
import { out } from '../terminal.ts'
import { untilStopped } from '../until-stopped.ts'
import { logCommand } from './log-command.ts'
import type { Finish } from './run-clawql.ts'

/** `clawql.json`; paths from its own folder. */
interface ServeConfig {
  readonly data: string
  readonly artifacts: string
  readonly pinned_root: string
  /** A module whose default export maps handler names to functions. */
  readonly handlers: string
  /** Key reference → base64 of a raw Ed25519 key. */
  readonly base_model_keys: Readonly<Record<string, string>>
  readonly audience?: string
  readonly log?: LogConfig
  readonly presidio?: PresidioConfig
}

/** As Presidio's own names have it. */
interface PresidioConfig {
  readonly url: string
  readonly language?: string
  readonly entities?: readonly string[]
  readonly score_threshold?: number
  readonly timeout_ms?: number
}

interface LogConfig {
  /** The writer in this very process instead of one of its own. */
  readonly in_process?: boolean
  /** Who must cosign its checkpoints. */
  readonly witnesses?: readonly { readonly url: string; readonly key: string }[]
}

export function addServe(program: Command, finish: Finish): void {
  program
    .command('serve')
    .description('open the runtime and serve its data folder until it is told to stop')
    .option('--config <file>', 'where everything is', 'clawql.json')
    .option('--log-in-process', 'write the audit log in this process instead of one of its own')
    .action(async (options: { readonly config: string; readonly logInProcess?: boolean }) => {
      const path = resolve(options.config)
      const config = readConfig(path)
      const isInProcess = options.logInProcess ?? config.log?.in_process ?? false
      if (isInProcess && config.log?.witnesses !== undefined) throw new UsageError(NO_ASKING)
      const from = (relative: string) => resolve(dirname(path), relative)
      let supervised: SupervisedLog | undefined
      const logProcess: LogHost = async (place) => {
        supervised = await supervisedLog({ command: (at) => logCommand(at, config.log?.witnesses) })(place)
        return supervised
      }
      const keys = Object.entries(config.base_model_keys).map(
        ([ref, key]) => [ref, Buffer.from(key, 'base64')] as const,
      )
      const pep = await openPep({
        dataDir: from(config.data),
        artifactsDir: from(config.artifacts),
        trust: { pinnedRoot: config.pinned_root },
        hsm: createSoftwareVerifier(Object.fromEntries(keys)),
        handlers: await loadHandlers(from(config.handlers)),
        ...(config.audience === undefined ? {} : { audience: config.audience }),
        ...(isInProcess ? {} : { log: logProcess }),
        ...(config.presidio === undefined ? {} : { redactor: presidioRedactor(config.presidio) }),
      })
      const writer = isInProcess ? 'in this process' : `by ${supervised?.writer}`
      out(
        `serving ${from(config.data)}: manifest ${config.pinned_root}, log key ${pep.logKey}, log written ${writer}\n`,
      )
      if (pep.recovered > 0) out(`taken over unfinished: ${pep.recovered} (clawql actions list)\n`)
      await untilStopped().reached
      await pep.close()
      finish(EXIT.fine)
    })
}

function readConfig(path: string): ServeConfig {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UsageError(
      `the configuration cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'name it with --config; docs/reference/runtime.md says what is in it',
    )
  }
  const missing = isConfig(value)
  if (typeof missing === 'string') throw new UsageError(`${path}: ${missing}`)
  return value as ServeConfig
}

/** True, or what is wrong with it. */
function isConfig(value: unknown): true | string {
  const members = new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  for (const name of ['data', 'artifacts', 'pinned_root', 'handlers'])
    if (typeof members.get(name) !== 'string') return `${name} must be a text`
  const keys: unknown = members.get('base_model_keys')
  if (typeof keys !== 'object' || keys === null || !Object.values(keys).every((key) => typeof key === 'string')) {
    return 'base_model_keys must map key references to base64 keys'
  }
  const audience: unknown = members.get('audience')
  if (audience !== undefined && typeof audience !== 'string') return 'audience must be a text'
  const presidio: unknown = members.get('presidio')
  const wrong = presidio === undefined ? true : isPresidioConfig(presidio)
  const log: unknown = members.get('log')
  return wrong === true && log !== undefined ? isLogConfig(log) : wrong
}

function isLogConfig(value: unknown): true | string {
  if (typeof value !== 'object' || value === null) return 'log must be an object'
  const members = new Map<string, unknown>(Object.entries(value))
  const unknown = [...members.keys()].find((name) => name !== 'in_process' && name !== 'witnesses')
  if (unknown !== undefined) return `log has no member ${unknown}; there are in_process and witnesses`
  const inProcess = members.get('in_process') ?? false
  if (typeof inProcess !== 'boolean') return 'log.in_process must be true or false'
  const witnesses = members.get('witnesses')
  if (witnesses === undefined) return true
  const areWitnesses =
    Array.isArray(witnesses) && witnesses.every((one) => typeof one?.url === 'string' && typeof one?.key === 'string')
  return areWitnesses ? true : 'log.witnesses must be a list of { url, key }'
}

const PRESIDIO: Readonly<Record<string, (value: unknown) => boolean>> = {
  url: (value) => typeof value === 'string' && /^https?:/.test(value) && URL.canParse(value),
  language: (value) => value === undefined || typeof value === 'string',
  entities: (value) => value === undefined || (Array.isArray(value) && value.every((one) => typeof one === 'string')),
  score_threshold: (value) => value === undefined || (typeof value === 'number' && value >= 0 && value <= 1),
  timeout_ms: (value) => value === undefined || (typeof value === 'number' && value > 0),
}

/** A member that is not known is refused: who misspells what is to be found would send everything out and find nothing. */
function isPresidioConfig(value: unknown): true | string {
  if (typeof value !== 'object' || value === null) return 'presidio must be an object'
  const members = new Map<string, unknown>(Object.entries(value))
  const unknown = [...members.keys()].find((name) => !Object.hasOwn(PRESIDIO, name))
  if (unknown !== undefined) return `presidio has no member ${unknown}; there are ${Object.keys(PRESIDIO).join(', ')}`
  const wrong = Object.entries(PRESIDIO).find(([name, isRight]) => !isRight(members.get(name)))
  return wrong === undefined ? true : `presidio.${wrong[0]} is missing or not what it should be`
}

function presidioRedactor({ url, language, entities, score_threshold, timeout_ms }: PresidioConfig): Redactor {
  return createPresidioRedactor({
    url,
    ...(language === undefined ? {} : { language }),
    ...(entities === undefined ? {} : { entities }),
    ...(score_threshold === undefined ? {} : { scoreThreshold: score_threshold }),
    ...(timeout_ms === undefined ? {} : { timeoutMs: timeout_ms }),
  })
}

const NO_ASKING = 'witnesses are asked by the log’s own process: leave log.in_process and --log-in-process out'

async function loadHandlers(path: string): Promise<Readonly<Record<string, Handler>>> {
  const module: unknown = await import(pathToFileURL(path).href)
  const handlers: unknown = new Map(Object.entries(module ?? {})).get('default')
  if (
    typeof handlers !== 'object' ||
    handlers === null ||
    !Object.values(handlers).every((handler) => typeof handler === 'function')
  ) {
    throw new UsageError(`${path}: its default export must map handler names to functions`)
  }
  return { ...handlers }
}
