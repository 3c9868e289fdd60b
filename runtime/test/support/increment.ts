/** A child process: raises one counter in a shared store a number of times, by compare-and-set alone. */
import { openEmbeddedStore } from '../../src/node/store/embedded-store.ts'

const store = openEmbeddedStore(process.argv[2]!)
for (let left = Number(process.argv[3]); left > 0; ) {
  const read = await store.get('counter')
  const written = await store.compareAndSet('counter', read?.revision ?? 0, String(Number(read?.value ?? 0) + 1))
  if (written !== undefined) left -= 1
}
store.close()
