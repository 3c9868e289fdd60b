/**
 * The head of a NumPy `.npy` file (format 1.0 to 3.0): strict and bounded, for one layout only, runs × agents × dimensions of floating-point numbers in C
 * order and little endian. Reads the head; the numbers behind it are the caller's.
 */
import { MAX_DIMENSION } from './calibration.ts'

export interface NpyHeader {
  readonly runs: number
  readonly agents: number
  readonly dimension: number
  /** Bytes per number: 4 or 8. */
  readonly itemSize: 4 | 8
  /** Where the numbers begin. */
  readonly offset: number
  /** The size the file must have, bytes. */
  readonly fileSize: number
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
/** Longer heads are allowed by the format and written by nobody. */
export const MAX_NPY_HEADER = 4096
const MAX_POSITIONS = 2 ** 31

export function isNpy(start: Uint8Array): boolean {
  return MAGIC.every((byte, n) => start[n] === byte)
}

/** `start`: the first MAX_NPY_HEADER bytes of the file, fewer where it is shorter. A text says what is wrong. */
export function readNpyHeader(start: Uint8Array): NpyHeader | string {
  const major = start[6]
  if (major !== 1 && major !== 2 && major !== 3) return 'the file is not of .npy format 1.0, 2.0 or 3.0'
  const first = major === 1 ? 10 : 12
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength)
  if (start.length < first) return 'the file ends within its head'
  const offset = first + (major === 1 ? view.getUint16(8, true) : view.getUint32(8, true))
  if (offset > MAX_NPY_HEADER) return `the head is longer than ${MAX_NPY_HEADER} bytes`
  if (start.length < offset) return 'the file ends within its head'
  const entries = readEntries(String.fromCharCode(...start.subarray(first, offset)))
  return entries === undefined
    ? 'the head is not a dictionary of descr, fortran_order and shape'
    : judge(entries, offset)
}

type Entries = ReadonlyMap<string, string>

const ENTRY = /^\s*'(descr|fortran_order|shape)'\s*:\s*('[^']*'|True|False|\([\d, ]*\))\s*(?:,|(?=\}))/

/** `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 4), }`, in any order; undefined for anything else. */
function readEntries(text: string): Entries | undefined {
  const body = /^\s*\{(.*\})\s*$/s.exec(text)?.[1]
  if (body === undefined) return undefined
  const entries = new Map<string, string>()
  let rest = body
  for (let match = ENTRY.exec(rest); match !== null; match = ENTRY.exec(rest)) {
    const [whole, key = '', value = ''] = match
    if (entries.has(key)) return undefined
    entries.set(key, value)
    rest = rest.slice(whole.length)
  }
  return entries.size === 3 && rest.trim() === '}' ? entries : undefined
}

function judge(entries: Entries, offset: number): NpyHeader | string {
  const descr = entries.get('descr') ?? ''
  if (descr !== "'<f4'" && descr !== "'<f8'") {
    return `the numbers are of type ${descr}: save them as float32 or float64, little endian (astype('<f4'))`
  }
  if (entries.get('fortran_order') !== 'False')
    return 'the array is in Fortran order: save it in C order (numpy.ascontiguousarray)'
  const shape = entries.get('shape') ?? ''
  const sizes = [...shape.matchAll(/\d+/g)].map(([digits]) => Number(digits))
  const [runs = 0, agents = 0, dimension = 0] = sizes
  if (sizes.length !== 3) return `the shape is ${shape}: it has to be runs × agents × dimensions`
  if (runs < 1 || agents < 1 || dimension < 1) return `the shape is ${shape}: nothing is in it`
  if (dimension > MAX_DIMENSION) return `a vector has 1 to ${MAX_DIMENSION} numbers`
  if (runs * agents > MAX_POSITIONS) return `there are more than ${MAX_POSITIONS} positions`
  const itemSize = descr === "'<f4'" ? 4 : 8
  return { runs, agents, dimension, itemSize, offset, fileSize: offset + runs * agents * dimension * itemSize }
}
