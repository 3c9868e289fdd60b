/** What every check of the doctor is given, and the two words it needs: to demand, and to tell what came instead. */
import type { PepReply } from '../../pep/pep-reply.ts'
import type { OpenedPep, PepOptions } from '../open-pep.ts'
import type { SuperviseOptions } from '../worm/supervise-log.ts'
import type { SampleContract } from './sample-contract.ts'

export interface Patient {
  readonly folder: string
  readonly sample: SampleContract
  /** Names of handlers, in the order they ran. */
  readonly ran: string[]
  readonly logCommand: SuperviseOptions['command'] | undefined
  open(changes?: Pick<Partial<PepOptions>, 'trust' | 'log' | 'alert'>): Promise<OpenedPep>
}

/** A check returns what it found, or throws where the refusal did not come. */
export type Check = (patient: Patient) => Promise<string>

export function demand(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise)
}

export function told(reply: PepReply): string {
  return 'code' in reply ? `${reply.outcome} ${reply.code}` : reply.outcome
}
