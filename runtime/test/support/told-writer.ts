/** A child process that writes one number more into a shared store whenever it is told to, and tells once it is durable. */
import { openEmbeddedStore } from '../../src/node/store/embedded-store.ts'

const store = openEmbeddedStore(process.argv[2]!)
process.on('message', (n) => {
  void (async () => {
    const read = await store.get('told')
    await store.compareAndSet('told', read?.revision ?? 0, String(n))
    process.send?.(n)
  })()
})
process.send?.('ready')
