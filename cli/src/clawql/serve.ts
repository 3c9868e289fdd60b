/**
 * `clawql serve`: opens a runtime and answers on the socket in its data folder until it is told to stop. Handlers come from a module of the host's; the audit
 * log is written by a process of its own, which is started and kept alive from here (D20).
 */
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Handler, Redactor } from '@clawql/runtime'
import {
  createPresidioRedactor,
  type EmbeddedStore,
  type LogHost,
  openEmbeddedStore,
  openPep,
  type PepOptions,
  type SupervisedLog,
  supervisedLog,
} from '@clawql/runtime/node'
import { createSoftwareVerifier } from 'clawql-manifest-validator'
import type { Command } from 'commander'
import { EXIT, UsageError } from '../exit-status.ts'
import { out } from '../terminal.ts'
import { untilStopped } from '../until-stopped.ts'
import { logCommand } from './log-command.ts'
import type { Finish } from './run-clawql.ts'
import { type BreakerConfig, type PresidioConfig, readConfig } from './serve-config.ts'

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
        const { hang_after_ms: hangAfterMs, witnesses } = config.log ?? {}
        supervised = await supervisedLog({
          command: (at) => logCommand(at, witnesses, config.allow_uids),
          ...(hangAfterMs === undefined ? {} : { hangAfterMs }),
        })(place)
        return supervised
      }
      const breakerStore =
        config.breaker?.store === undefined ? undefined : openBreakerStore(from(config.breaker.store))
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
        ...(config.allow_uids === undefined ? {} : { peerUids: config.allow_uids }),
        ...(isInProcess ? {} : { log: logProcess }),
        ...(config.presidio === undefined ? {} : { redactor: presidioRedactor(config.presidio) }),
        ...(config.breaker === undefined ? {} : breakerOptions(config.breaker)),
        ...(breakerStore === undefined ? {} : { breakerStore }),
        ...(config.jwks === undefined ? {} : { jwks: keySets(config.jwks, from) }),
      })
      const writer = isInProcess ? 'in this process' : `by ${supervised?.writer}`
      out(
        `serving ${from(config.data)}: manifest ${config.pinned_root}, log key ${pep.logKey}, log written ${writer}\n`,
      )
      if (pep.recovered > 0) out(`taken over unfinished: ${pep.recovered} (clawql actions list)\n`)
      await untilStopped().reached
      await pep.close()
      breakerStore?.close()
      finish(EXIT.fine)
    })
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

function breakerOptions(config: BreakerConfig): Pick<PepOptions, 'watchdog' | 'absence'> {
  const { watchdog = 'required', conservative_after_ms: some, blind_after_ms: full } = config
  const absence = {
    ...(some === undefined ? {} : { absenceMs: some }),
    ...(full === undefined ? {} : { fullAbsenceMs: full }),
  }
  return { watchdog, absence }
}

function keySets(jwks: Readonly<Record<string, string>>, path: (relative: string) => string): PepOptions['jwks'] {
  return Object.fromEntries(
    Object.entries(jwks).map(([iss, from]) => [iss, { from: /^https?:/i.test(from) ? from : path(from) }]),
  )
}

/** Never made here: a store that nobody writes to says nothing of the breaker. */
function openBreakerStore(path: string): EmbeddedStore {
  if (!existsSync(path)) throw new UsageError(`breaker.store: there is no ${path}`, 'start the Watchdog first')
  return openEmbeddedStore(path)
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
