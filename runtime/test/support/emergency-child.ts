/** A process that has one thing to say and says it whoever runs: an entry in an emergency, its id given. Prints how it went in, or why not. */
import { appendInEmergency } from '../../src/node/worm/append-in-emergency.ts'
import { logSigner } from '../../src/node/worm/log-key.ts'
import { submission } from './log-fixture.ts'
import { seededKey } from './seeded-key.ts'

const [folder, entryId, patienceMs] = [process.argv[2]!, process.argv[3]!, Number(process.argv[4])]
const signer = logSigner('crash.example/log', seededKey('crash'))
const entry = submission({
  entry_id: entryId,
  source: 'BREAKOUT',
  event_kind: 'BREAKOUT_REFUSED',
  correlation_id: `breakout-${entryId}`,
  payload: {
    action: 'RESUME_FROM_BLIND',
    code: 'QUORUM_NOT_REACHED',
    message: 'one signature of two',
    statements: [{}],
  },
})
try {
  const { seq, through } = await appendInEmergency({ folder, signer, patienceMs }, entry)
  process.stdout.write(`written ${seq} ${through}\n`)
} catch (error) {
  process.stdout.write(`refused ${error instanceof Error ? `${error.name} ${error.message}` : String(error)}\n`)
}
