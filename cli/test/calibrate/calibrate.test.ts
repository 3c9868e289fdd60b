/**
 * `clawqlc calibrate` as a program: both forms of input give the same numbers, files and standard input alike; what is wrong is named with its line and ends
 * with status 2; pictures are files other programs can read.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, inflateSync } from 'node:zlib'
import { progressLine } from '../../src/commands/calibrate/progress.ts'

const PROGRAM = join(import.meta.dirname, '..', '..', 'src', 'clawqlc.ts')

interface Ending {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Calibrated {
  readonly ok: boolean
  readonly s_bar: number
  readonly nsv_crit: number
  readonly positions: number
  readonly dimension: number
  readonly runs: number
  readonly unrelated_pairs: number
  readonly nsv: readonly number[]
}

/** Runs of positions: [run][agent][dimension]. */
type Runs = readonly (readonly (readonly number[])[])[]

/** 24 runs of 4 agents in 6 dimensions, from a small generator of its own, so that they are the same everywhere. */
const BASELINE: Runs = (() => {
  let state = 12_345
  const next = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 32 - 0.5
  }
  return Array.from({ length: 24 }, () => {
    const topic = Array.from({ length: 6 }, next)
    return Array.from({ length: 4 }, () => topic.map((number, n) => (n === 0 ? 0.6 : 0) + number + next()))
  })
})()

describe('clawqlc calibrate', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'clawql-calibrate-'))
    writeFileSync(join(folder, 'positions.jsonl'), lines(BASELINE))
    writeFileSync(join(folder, 'positions.npy'), npy(BASELINE, 8))
    writeFileSync(join(folder, 'positions-32.npy'), npy(BASELINE, 4))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const calibrate = (words: readonly string[], input?: string | Buffer): Ending => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--conditions=source', PROGRAM, 'calibrate', ...words],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1' },
        ...(input === undefined ? {} : { input }),
      },
    )
    return { status, stdout, stderr }
  }
  const numbers = (words: readonly string[], input?: string | Buffer): Calibrated => {
    const { status, stdout, stderr } = calibrate([...words, '--format', 'json'], input)
    assert.equal(status, 0, stderr)
    return JSON.parse(stdout) as Calibrated
  }

  it('gives the same numbers for JSONL and .npy, from a file and from standard input', () => {
    const expected = numbers(['positions.jsonl'])
    assert.deepEqual(
      [expected.ok, expected.positions, expected.dimension, expected.runs, expected.unrelated_pairs],
      [true, 96, 6, 24, 4416],
    )
    assert.deepEqual(numbers(['positions.npy']), expected)
    assert.deepEqual(numbers(['-'], readFileSync(join(folder, 'positions.jsonl'))), expected)
    assert.deepEqual(numbers(['-'], readFileSync(join(folder, 'positions.npy'))), expected)
    const rounded = numbers(['positions-32.npy'])
    assert.ok(Math.abs(rounded.s_bar - expected.s_bar) < 1e-6 && Math.abs(rounded.nsv_crit - expected.nsv_crit) < 1e-6)
  })

  it('reports for people, with the block to copy, and shows no progress where no terminal is', () => {
    const { status, stdout, stderr } = calibrate(['positions.jsonl'])
    assert.equal(status, 0)
    assert.equal(stderr, '')
    const { s_bar, nsv_crit } = numbers(['positions.jsonl'])
    const short = (number: number): string => String(Number(number.toPrecision(6)))
    assert.ok(stdout.startsWith('96 positions of 6 dimensions in 24 runs\n'))
    assert.ok(stdout.includes(`coordination { s_bar: ${short(s_bar)}, nsv_crit: ${short(nsv_crit)} }`))
    assert.match(stdout, /mean cosine of 4,416 unrelated pairs/)
    const counts = [...stdout.matchAll(/^ {2}0\.\d+ +(?:█+ )?(\d+)$/gm)].map((match) => Number(match[1]))
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      24,
    )
  })

  it('warns about a thin baseline, on standard error, and still answers', () => {
    writeFileSync(join(folder, 'thin.jsonl'), lines(BASELINE.slice(0, 3)))
    const { status, stderr } = calibrate(['thin.jsonl'])
    assert.equal(status, 0)
    assert.match(stderr, /^warning: nsv_crit rests on 3 runs/)
  })

  it('draws the histogram as SVG and PNG', () => {
    assert.equal(calibrate(['positions.jsonl', '--svg', 'h.svg', '--png', 'h.png']).status, 0)
    assert.match(readFileSync(join(folder, 'h.svg'), 'utf8'), /^<svg [\s\S]*NSV of 24 runs[\s\S]*<\/svg>\n$/)
    const png = readPng(readFileSync(join(folder, 'h.png')))
    assert.deepEqual([png.width, png.height, png.types], [800, 420, ['IHDR', 'PLTE', 'IDAT', 'IEND']])
    assert.equal(png.rows.length, 420 * 801)
    assert.ok(new Set(png.rows).size >= 4)
  })

  for (const [what, text, place, reason] of [
    ['a line that is not JSON', `${lines(BASELINE).slice(0, -2)}\n`, ':96', /byte/],
    ['a blank file', '\n\n', '', /there are no positions/],
    ['an empty file', '', '', /there are no positions/],
    [
      'another length',
      '{"run":1,"vector":[1,2]}\n\n{"run":2,"vector":[1]}\n',
      ':3',
      /has 1 numbers, those before it have 2/,
    ],
    ['a zero vector', '{"run":1,"vector":[0,0]}', ':1', /zero/],
    ['one run', lines(BASELINE.slice(0, 1)), '', /one run only/],
    [
      'runs that point apart',
      lines([
        [
          [1, 0.1],
          [-1, 0.1],
        ],
        [
          [1, 0.2],
          [-1, 0.2],
        ],
      ]),
      '',
      /nsv_crit is at most 1/,
    ],
    ['an endless line', `{"run":1,"vector":[${'1,'.repeat(5_000_000)}1]}\n`, ':1', /longer than/],
    ['a text', 'hello\n', ':1', /byte 0/],
  ] as const) {
    it(`refuses ${what}, with its place and status 2`, () => {
      const { status, stdout, stderr } = calibrate(['-'], text)
      assert.deepEqual([status, stdout], [2, ''])
      assert.ok(stderr.startsWith(`standard input${place}: `), stderr)
      assert.match(stderr, reason)
      const json = calibrate(['-', '--format', 'json'], text)
      assert.equal(json.status, 2)
      const { ok, error } = JSON.parse(json.stdout) as { ok: boolean; error: { message: string; line?: number } }
      assert.equal(ok, false)
      assert.match(error.message, reason)
      assert.equal(error.line === undefined ? '' : `:${error.line}`, place)
    })
  }

  for (const [what, change, reason] of [
    ['cut short', (bytes: Buffer) => bytes.subarray(0, -1), /bytes, an array of this shape and type needs 4736/],
    ['with more behind it', (bytes: Buffer) => Buffer.concat([bytes, Buffer.of(0)]), /4737 bytes, an array/],
    [
      'with a number that is none',
      (bytes: Buffer) => withNumber(bytes, 40, Number.NaN),
      /run 1, agent 2: number 5 of the vector is not finite/,
    ],
    [
      'in Fortran order',
      (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('False', 'True '), 'latin1'),
      /C order/,
    ],
  ] as const) {
    it(`refuses an array ${what}, as a file and as standard input`, () => {
      const bytes = change(Buffer.from(readFileSync(join(folder, 'positions.npy'))))
      writeFileSync(join(folder, 'wrong.npy'), bytes)
      for (const ending of [calibrate(['wrong.npy']), calibrate(['-'], bytes)]) {
        assert.equal(ending.status, 2)
        assert.match(ending.stderr, reason)
      }
    })
  }

  it('is called wrongly with status 1', () => {
    for (const [words, reason] of [
      [['nowhere.jsonl'], /there is no file `nowhere\.jsonl`/],
      [['.'], /is a directory/],
      [[], /missing required argument/],
      [['positions.jsonl', '--format', 'xml'], /Allowed choices are human, json/],
      [['positions.jsonl', '--svg', 'nowhere/h.svg'], /ENOENT/],
    ] as const) {
      const { status, stderr } = calibrate(words)
      assert.equal(status, 1, stderr)
      assert.match(stderr, reason)
    }
  })

  it('shows how far it is, by share where the size is known', () => {
    assert.equal(progressLine(0, 100), `reading ${'░'.repeat(30)}   0 %`)
    assert.equal(progressLine(50, 100), `reading ${'█'.repeat(15)}${'░'.repeat(15)}  50 %`)
    assert.equal(progressLine(100, 100), `reading ${'█'.repeat(30)} 100 %`)
    assert.equal(progressLine(2_500_000, undefined), 'reading 2.5 MB')
  })
})

function lines(runs: Runs): string {
  return runs
    .flatMap((positions, run) => positions.map((vector) => `${JSON.stringify({ run: `run-${run}`, vector })}\n`))
    .join('')
}

function npy(runs: Runs, itemSize: 4 | 8): Buffer {
  const shape = `(${runs.length}, ${runs[0]!.length}, ${runs[0]![0]!.length})`
  const text = `{'descr': '<f${itemSize}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117)
  const start = Buffer.concat([
    Buffer.of(0x93),
    Buffer.from('NUMPY'),
    Buffer.of(1, 0, 118, 0),
    Buffer.from(`${text}\n`),
  ])
  const all = runs.flat(2)
  const numbers = Buffer.alloc(all.length * itemSize)
  all.forEach((number, n) => {
    if (itemSize === 4) numbers.writeFloatLE(number, n * 4)
    else numbers.writeDoubleLE(number, n * 8)
  })
  return Buffer.concat([start, numbers])
}

/** Another number at an index of the array. */
function withNumber(bytes: Buffer, index: number, number: number): Buffer {
  bytes.writeDoubleLE(number, 128 + index * 8)
  return bytes
}

/** Checks every chunk's checksum. */
function readPng(bytes: Buffer): { width: number; height: number; types: string[]; rows: Buffer } {
  assert.equal(bytes.subarray(0, 8).toString('hex'), '89504e470d0a1a0a')
  const chunks: { type: string; data: Buffer }[] = []
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const body = bytes.subarray(at + 4, at + 8 + length)
    assert.equal(bytes.readUInt32BE(at + 8 + length), crc32(body))
    chunks.push({ type: body.subarray(0, 4).toString('latin1'), data: body.subarray(4) })
    at += 12 + length
  }
  const [header] = chunks
  return {
    width: header!.data.readUInt32BE(0),
    height: header!.data.readUInt32BE(4),
    types: chunks.map(({ type }) => type),
    rows: inflateSync(chunks.find(({ type }) => type === 'IDAT')!.data),
  }
}
