/**
 * The printer that the writer uses, against the general ones: where it says yes, the entry is one, and its bytes are the canonical JSON; where it says no, others
 * decide, so a log takes and refuses the same entries with it and without.
 */
import assert from 'node:assert/strict'
import { runInNewContext } from 'node:vm'
import { canonicalize } from 'clawql-manifest-validator'
import fc from 'fast-check'
import { NO, putInteger, putValue } from '../../src/encoding/json-bytes.ts'
import { openLogWriter } from '../../src/node/worm/log-writer.ts'
import { createPendingBatches, type PrintEntry } from '../../src/node/worm/pending-batch.ts'
import { readLog } from '../../src/node/worm/read-log.ts'
import { LogRefusedError } from '../../src/worm/audit-log.ts'
import { parseLeaf } from '../../src/worm/entry-leaf.ts'
import { payloadFaults } from '../../src/worm/payload-faults.ts'
import { printEntry } from '../../src/worm/print-entry.ts'
import { submissionFaults, type WormSubmission } from '../../src/worm/worm-entry.ts'
import { submission, temporaryFolder, testSigner } from '../support/log-fixture.ts'

const FROM = 5
const text = fc.string({ unit: 'binary', maxLength: 12 })
/** Few, because the printer remembers the last of each place. */
const digest = fc.constantFrom('a', 'b', '7').map((digit) => digit.repeat(64))
const anything = fc.oneof(
  fc.jsonValue({ stringUnit: 'binary' }),
  fc.constantFrom<unknown>(undefined, Number.NaN, 1n, new Date(0), new Array(2), Object.create(null), Symbol.iterator),
)

function canonical(value: unknown): string | undefined {
  try {
    return canonicalize(value)
  } catch {
    return undefined
  }
}

/** What it printed, from a place in the middle of other bytes. */
function printed(entry: WormSubmission, seq: number, room = 1 << 18): string | undefined {
  const target = Buffer.alloc(room, 0xff)
  const end = printEntry(target, FROM, entry, seq)
  if (end === NO) return undefined
  assert.ok(target.subarray(0, FROM).every((byte) => byte === 0xff))
  assert.ok(target.subarray(end).every((byte) => byte === 0xff))
  return target.toString('utf8', FROM, end)
}

describe('JSON as bytes', () => {
  it('is canonical JSON, or NO where there is none (3,000 runs)', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const target = Buffer.alloc(1 << 18)
        const end = putValue(target, FROM, value)
        assert.equal(end === NO ? undefined : target.toString('utf8', FROM, end), canonical(value))
      }),
      { numRuns: 3000 },
    )
  })

  it('never leaves the place it is given, and says NO where that is too small (500 runs)', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.nat(), (value, n) => {
        const whole = canonical(value)
        fc.pre(whole !== undefined)
        const length = Buffer.byteLength(whole)
        assert.equal(putValue(new Uint8Array(FROM + length), FROM, value), FROM + length)
        assert.equal(putValue(new Uint8Array(FROM + (n % length)), FROM, value), NO)
      }),
      { numRuns: 500 },
    )
  })

  it('says NO to what is nested so deep that the stack might end, and to a cycle', () => {
    let deep: unknown = 1
    for (let depth = 0; depth < 100_000; depth++) deep = [deep]
    const cycle: unknown[] = []
    cycle.push(cycle)
    for (const value of [deep, cycle]) assert.equal(putValue(new Uint8Array(1 << 20), 0, value), NO)
  })

  it('prints every integer that an entry can have (2,000 runs)', () => {
    const edges = Array.from({ length: 16 }, (_, at) => 10 ** at).flatMap((power) => [power - 1, power, power + 1])
    const integers = fc.oneof(fc.maxSafeNat(), fc.constantFrom(...edges, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER))
    fc.assert(
      fc.property(integers, (value) => {
        const target = Buffer.alloc(40)
        assert.equal(target.toString('latin1', 3, putInteger(target, 3, value)), String(value))
        assert.equal(putInteger(target.subarray(0, String(value).length - 1), 0, value), NO)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the writer’s printer', () => {
  const usual: fc.Arbitrary<WormSubmission> = fc
    .record({
      agent_id: text,
      session_id: text,
      correlation_id: text,
      timestamp_ms: fc.maxSafeNat(),
      source: fc.constantFrom('PEP', 'WATCHDOG', 'COMMAND_DECK'),
      manifest_root: digest,
      policy_version: digest,
      leaf: digest,
      isAction: fc.boolean(),
      hasClaims: fc.boolean(),
      message: text,
      input: fc.jsonValue({ stringUnit: 'binary' }),
    })
    .map(({ leaf, isAction, hasClaims, message, input, ...rest }) =>
      submission({
        ...rest,
        payload: { ...submission().payload, message, input },
        ...(isAction ? { action_leaf_hash: leaf } : {}),
        ...(hasClaims ? { claims_hash: leaf } : {}),
      }),
    )
  const changed = fc.tuple(usual, fc.constantFrom(...Object.keys(submission()), 'worm_seq', 'another'), anything)

  it('prints the canonical JSON of every usual entry, which parses back (1,000 runs)', () => {
    fc.assert(
      fc.property(usual, fc.maxSafeNat(), (entry, seq) => {
        const whole = canonical({ ...entry, worm_seq: seq })
        const isEntry = whole !== undefined && submissionFaults(entry).length === 0
        assert.equal(printed(entry, seq), isEntry ? whole : undefined)
        if (isEntry) assert.deepEqual(parseLeaf(Buffer.from(whole), seq), { entry: JSON.parse(whole) })
      }),
      { numRuns: 1000 },
    )
  })

  it('says yes to nothing that has a fault (3,000 runs)', () => {
    fc.assert(
      fc.property(changed, fc.boolean(), ([entry, name, value], isMissing) => {
        const { [name]: _, ...less }: Record<string, unknown> = { ...entry }
        const wrong = (isMissing ? less : { ...entry, [name]: value }) as unknown as WormSubmission
        const text = printed(wrong, 1)
        if (text === undefined) return
        assert.deepEqual(submissionFaults(wrong), [])
        assert.deepEqual(payloadFaults(wrong.event_kind, wrong.payload), [])
        assert.equal(text, canonical({ ...wrong, worm_seq: 1 }))
      }),
      { numRuns: 3000 },
    )
  })

  it('says no where the room ends, wherever that is', () => {
    const entry = submission({ action_leaf_hash: 'c'.repeat(64), claims_hash: 'd'.repeat(64) })
    const { length } = printed(entry, 1)!
    for (let room = FROM; room < FROM + length; room++) assert.equal(printed(entry, 1, room), undefined)
    assert.equal(printed(entry, 1, FROM + length)?.length, length)
  })

  it('leaves to others what is an entry all the same, and the log takes it', async () => {
    const folder = temporaryFolder()
    const log = await openLogWriter({ folder, signer: testSigner() })
    let nested: unknown = 'x'
    for (let depth = 0; depth < 100; depth++) nested = { nested }
    const unusual = [
      submission({ event_kind: 'x-ledger.reconciled', payload: { anything: 1 } }),
      submission({ payload: { ...submission().payload, input: nested } }),
      submission({ payload: { ...submission().payload, input: runInNewContext('({ a: 1 })') } }),
      submission({ payload: { ...submission().payload, input: 'y'.repeat(70_000) } }),
    ]
    for (const [at, entry] of unusual.entries()) {
      if (at < 3) assert.equal(printed(entry, at), undefined)
      assert.equal(await log.append(entry), at)
    }
    await log.close()
    const read = readLog(folder)
    assert.deepEqual(
      read.map(({ entry_id: id }) => id),
      unusual.map(({ entry_id: id }) => id),
    )
    assert.deepEqual(Object.keys(read[3]!.payload), ['blob_bytes', 'blob_sha256'])
  })

  it('what is no object at all is refused with a reason, as everything that is no entry', async () => {
    const log = await openLogWriter({ folder: temporaryFolder(), signer: testSigner() })
    for (const nothing of [null, undefined, 7, 'text', [], true]) {
      await assert.rejects(log.append(nothing as unknown as WormSubmission), LogRefusedError)
    }
    assert.equal(log.size, 0)
    await log.close()
  })
})

describe('a batch', () => {
  it('takes nothing from a printer that appends while it prints', () => {
    const batches = createPendingBatches<string>()
    const ten: PrintEntry<string> = (block, at) => block.fill(1, at, at + 10) && at + 10
    const nested: PrintEntry<string> = (block, at, entry, seq) => {
      batches.add(ten, entry, seq, 'inner')
      return ten(block, at, entry, seq)
    }
    assert.throws(() => batches.add(nested, 'first of its batch', 0, 'outer'), /while another was being printed/)
    assert.deepEqual(batches.add(ten, 'beside', 1, 'beside')?.notes, ['inner', 'beside'])
    assert.throws(() => batches.add(nested, 'behind others', 2, 'outer'), /while another was being printed/)
    assert.deepEqual(batches.take()?.notes, ['inner', 'beside', 'inner'])
    assert.equal(batches.take(), undefined)
  })

  it('keeps no trace of what was not printed, or is too long', () => {
    const batches = createPendingBatches<string>()
    const none: PrintEntry<string> = () => -1
    const long: PrintEntry<string> = (_, at) => at + 65_536
    const empty: PrintEntry<string> = (_, at) => at
    for (const print of [none, long, empty]) assert.equal(batches.add(print, '', 0, 'none'), undefined)
    assert.equal(batches.take(), undefined)
    const most: PrintEntry<string> = (_, at) => at + 65_535
    assert.equal(batches.add(most, '', 0, 'most')?.firstSeq, 0)
    assert.equal(batches.add(none, '', 1, 'none'), undefined)
    assert.deepEqual(batches.take()?.notes, ['most'])
  })
})
