/** The doctor’s look at the circuit breaker: a Blind, and a breaker that goes back, written as a Watchdog would write them. */
import { BREAKER_KEY, UNWRITTEN } from '../../breaker/breaker-state.ts'
import { demand, type Patient, told } from './patient.ts'

/** The last record takes the breaker back to a version that was over; a process begun anew finds it so. */
export async function blindBreaker({ open, sample, ran }: Patient): Promise<string> {
  let pep = await open()
  const ask = () => pep.request({ action: 'note.write', input: { text: 'x' }, token: sample.token(), runtime: 'pi' })
  const write = async (changes: object) => {
    const found = await pep.store.get(BREAKER_KEY)
    const state = { ...UNWRITTEN, writer_epoch: 1, ...changes }
    await pep.store.compareAndSet(BREAKER_KEY, found?.revision ?? 0, JSON.stringify(state))
  }
  await write({ version: 3, state: 'BLIND', requires_breakout: true, last_blind_version: 3 })
  const blind = await ask()
  await write({ version: 1 })
  const halted = await ask()
  await pep.close()
  pep = await open()
  const restarted = await ask()
  await pep.close()
  demand(blind.outcome === 'refused' && blind.code === 'BREAKER_BLIND', `while blind it gave ${told(blind)}`)
  demand(halted.outcome === 'refused' && halted.code === 'WATCHDOG_SYNC_ERROR', `afterwards it gave ${told(halted)}`)
  demand(
    restarted.outcome === 'refused' && restarted.code === 'WATCHDOG_SYNC_ERROR',
    `after a restart it gave ${told(restarted)}`,
  )
  demand(ran.length === 0, 'the handler ran')
  return `${told(blind)}, then ${told(halted)}, also after a restart`
}
