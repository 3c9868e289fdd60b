/** A process that writes for another one to look at: one number per message it gets, or one after another until it is killed. */
import { type EngineName, openEngine } from './engines.ts'

const engine = openEngine(process.argv[2] as EngineName, process.argv[3]!)

function write(n: number): void {
  const revision = engine.get('seen')?.revision ?? 0
  if (engine.swap([{ key: 'seen', expected: revision, value: String(n) }])[0] === undefined)
    throw new Error('not alone')
  process.send?.(n)
}

let n = Number(engine.get('seen')?.value ?? 0)
process.on('message', () => {
  n += 1
  write(n)
})
if (process.argv[4] === 'always') {
  const again = () => {
    n += 1
    write(n)
    setImmediate(again)
  }
  again()
}
process.send?.('ready')
