/** One contract, every adapter: compare-and-set, revisions that never come back, listing, watching; and single use of token identifiers on top. */
import assert from 'node:assert/strict'
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { openEmbeddedStore } from '../../src/node/store/embedded-store.ts'
import type { KeyValue } from '../../src/store/key-value.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'
import { createReplayStore } from '../../src/store/replay-store.ts'
import { temporaryFolder } from '../support/log-fixture.ts'

const ADAPTERS: Readonly<Record<string, () => KeyValue>> = {
  memory: createMemoryStore,
  embedded: () => openEmbeddedStore(join(temporaryFolder(), 'state.sqlite')),
}

for (const [name, open] of Object.entries(ADAPTERS)) {
  describe(`store: ${name}`, () => {
    it('writes only against the revision it was read at', async () => {
      const store = open()
      const first = await store.compareAndSet('a', 0, 'one')
      assert.ok(first !== undefined && first > 0)
      assert.equal(await store.compareAndSet('a', 0, 'two'), undefined)
      const second = await store.compareAndSet('a', first, 'two')
      assert.ok(second !== undefined && second > first)
      assert.deepEqual(await store.get('a'), { value: 'two', revision: second })
      assert.equal(await store.compareAndSet('a', first, 'three'), undefined)
    })

    it('never reuses a revision, over deletion either', async () => {
      const store = open()
      const first = (await store.compareAndSet('a', 0, 'one'))!
      await store.compareAndSet('a', first, undefined)
      assert.equal(await store.get('a'), undefined)
      const again = (await store.compareAndSet('a', 0, 'one'))!
      assert.ok(again > first)
      assert.equal(await store.compareAndSet('a', first, 'two'), undefined)
    })

    it('lists by prefix, ascending', async () => {
      const store = open()
      for (const key of ['b/2', 'a/1', 'b/1', 'b/\u00fc', 'c']) await store.compareAndSet(key, 0, key)
      assert.deepEqual(
        (await store.list('b/')).map(({ key }) => key),
        ['b/1', 'b/2', 'b/\u00fc'],
      )
    })

    it('tells a watcher of changes below its prefix', async () => {
      const store = open()
      let told = 0
      const stop = store.watch!('a/', () => {
        told += 1
      })
      await store.compareAndSet('b/1', 0, 'x')
      await store.compareAndSet('a/1', 0, 'x')
      for (let tries = 0; told === 0 && tries < 100; tries++) await wait(20)
      assert.equal(told, 1)
      stop()
    })

    it('claims a token identifier once, keeps issuers apart, and forgets after expiry', async () => {
      const replay = createReplayStore(open())
      assert.equal(await replay.claim('issuer', 'id', 1000), 'fresh')
      assert.equal(await replay.claim('issuer', 'id', 2000), 'replayed')
      assert.equal(await replay.claim('issueri', 'd', 1000), 'fresh')
      assert.equal(await replay.prune(1000), 0)
      assert.equal(await replay.prune(1001), 2)
    })
  })
}

describe('store: embedded, many swaps in one transaction', () => {
  it('each wins or loses as alone in memory, and revisions rise (60 runs)', async () => {
    const swap = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      stale: fc.nat(3),
      value: fc.option(fc.string({ maxLength: 3 })),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(swap, { minLength: 1, maxLength: 8 }), { maxLength: 8 }), async (batches) => {
        const embedded = openEmbeddedStore(join(temporaryFolder(), 'state.sqlite'))
        const memory = createMemoryStore()
        let highest = 0
        for (const batch of batches) {
          const outcomes = await Promise.all(
            [embedded, memory].map(async (store) => {
              const expected = await Promise.all(batch.map(async ({ key }) => (await store.get(key))?.revision ?? 0))
              // One in four asks for what was never there.
              return Promise.all(
                batch.map(({ key, stale, value }, at) =>
                  store.compareAndSet(key, stale === 3 ? 1_000_000 : expected[at]!, value ?? undefined),
                ),
              )
            }),
          )
          const [won, wanted] = outcomes.map((each) => each.map((revision) => revision !== undefined))
          assert.deepEqual(won, wanted)
          for (const revision of outcomes[0]!.filter((each) => each !== undefined)) {
            assert.ok(revision > highest)
            highest = revision
          }
          const contents = [embedded, memory].map(async (store) =>
            (await store.list('')).map(({ key, value }) => [key, value]),
          )
          const [kept, expectedContents] = await Promise.all(contents)
          assert.deepEqual(kept, expectedContents)
        }
        embedded.close()
      }),
      { numRuns: 60 },
    )
  })
})

describe('store: embedded, several processes', () => {
  it('gives every increment of four processes exactly once', async () => {
    const path = join(temporaryFolder(), 'state.sqlite')
    openEmbeddedStore(path).close()
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, [
        '--conditions=source',
        '--disable-warning=ExperimentalWarning',
        join(import.meta.dirname, '../support/increment.ts'),
        path,
        '50',
      ]),
    )
    const codes = await Promise.all(children.map((child) => new Promise((done) => child.on('close', done))))
    assert.deepEqual(codes, [0, 0, 0, 0])
    assert.equal((await openEmbeddedStore(path).get('counter'))?.value, '200')
  })

  it('never answers with less than another process has been told is durable (200 writes)', async () => {
    const path = join(temporaryFolder(), 'state.sqlite')
    const store = openEmbeddedStore(path)
    const writer = fork(join(import.meta.dirname, '../support/told-writer.ts'), [path], {
      execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning'],
    })
    await once(writer, 'message')
    for (let n = 1; n <= 200; n++) {
      writer.send(n)
      await once(writer, 'message')
      assert.equal((await store.get('told'))?.value, String(n))
    }
    const ended = once(writer, 'exit')
    writer.kill()
    await ended
    store.close()
  })
})
