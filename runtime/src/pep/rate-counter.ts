/**
 * How often an action may run, per whoever it is counted by. A place is taken before anything runs and by compare-and-set, so that no number of callers,
 * processes or crashes lets one run too many: what is not known to have failed keeps its place.
 */
import { canonicalize, type JsonValue, type Rate } from 'clawql-manifest-validator'
import type { KeyValue } from '../store/key-value.ts'
import { pagesOf } from '../store/pages-of.ts'
import type { PepCrypto } from './pep-crypto.ts'

export const RATE_PREFIX = 'rate/'
/** Each run is remembered one by one for as long as the window lasts. */
export const MAX_RATE_COUNT = 10_000

interface Place {
  readonly instance: string
  /** When it ran, as far as is known; until then when it was taken. */
  readonly at_ms: number
  /** Not decided yet: counts however long ago it was taken. */
  readonly held: boolean
}

interface Window {
  readonly window_ms: number
  readonly places: readonly Place[]
}

export type Fate = 'ran' | 'did not run' | 'undecided'

/** The counter's key for this action and whoever it is counted by; undefined where claims or input name nobody. */
export function rateKey(
  { sha256Hex }: PepCrypto,
  action: string,
  rate: Rate,
  roots: { readonly claims: unknown; readonly input: unknown },
): string | undefined {
  const [root, ...path] = rate.by.split('.')
  let value: unknown = root === 'claims' ? roots.claims : roots.input
  for (const name of path) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? memberOf(value, name) : undefined
  }
  if (value === undefined) return undefined
  return RATE_PREFIX + sha256Hex(`CLAWQL_RATE_V1\0${canonicalize([action, rate.by, value as JsonValue])}`)
}

/** False where every place of the window is taken. `held`: until `settlePlace` says what became of it. */
export async function takePlace(
  store: KeyValue,
  key: string,
  rate: Rate,
  place: { readonly instance: string; readonly atMs: number; readonly held: boolean },
): Promise<boolean> {
  const taken: Place = { instance: place.instance, at_ms: place.atMs, held: place.held }
  const windowMs = rate.per_seconds * 1000
  let isTaken = false
  await change(store, key, (window) => {
    const places = (window?.places ?? []).filter((other) => counts(other, windowMs, place.atMs))
    isTaken = places.length < rate.count
    return { window_ms: windowMs, places: isTaken ? [...places, taken] : places }
  })
  return isTaken
}

/** What ran counts from now on; what did not run gives its place back. */
export async function settlePlace(
  store: KeyValue,
  key: string,
  instance: string,
  fate: Exclude<Fate, 'undecided'>,
  atMs: number,
): Promise<void> {
  await change(store, key, (window) => window && settled(window, instance, fate, atMs))
}

/** After a crash, and now and then: places whose action has been decided meanwhile are settled, what is over is forgotten. */
export async function reconcilePlaces(
  store: KeyValue,
  nowMs: number,
  fateOf: (instance: string) => Promise<{ readonly fate: Fate; readonly atMs?: number }>,
): Promise<void> {
  for await (const page of pagesOf(store, RATE_PREFIX)) {
    for (const { key, value } of page) {
      for (const { instance, held, at_ms: takenAt } of parseWindow(value).places) {
        if (!held) continue
        const { fate, atMs = takenAt } = await fateOf(instance)
        if (fate !== 'undecided') await settlePlace(store, key, instance, fate, atMs)
      }
      await change(store, key, (window) => {
        if (window === undefined) return undefined
        const places = window.places.filter((place) => counts(place, window.window_ms, nowMs))
        return places.length === window.places.length ? window : { ...window, places }
      })
    }
  }
}

function settled(window: Window, instance: string, fate: 'ran' | 'did not run', atMs: number): Window {
  if (fate === 'did not run') return { ...window, places: window.places.filter((place) => place.instance !== instance) }
  const places = window.places.map((place) =>
    place.instance === instance ? { instance, at_ms: Math.max(place.at_ms, atMs), held: false } : place,
  )
  return { ...window, places }
}

function counts({ held, at_ms: atMs }: Place, windowMs: number, nowMs: number): boolean {
  return held || atMs > nowMs - windowMs
}

/** Until no other writer was first. A window without a place is no record at all. */
async function change(
  store: KeyValue,
  key: string,
  next: (window: Window | undefined) => Window | undefined,
): Promise<void> {
  for (;;) {
    const found = await store.get(key)
    const window = found === undefined ? undefined : parseWindow(found.value)
    const changed = next(window)
    if (changed === window && changed !== undefined) return
    const text = changed === undefined || changed.places.length === 0 ? undefined : JSON.stringify(changed)
    if (text === undefined && found === undefined) return
    if ((await store.compareAndSet(key, found?.revision ?? 0, text)) !== undefined) return
  }
}

/** Written by this file alone. */
function parseWindow(text: string): Window {
  return JSON.parse(text) as Window
}

function memberOf(value: object, name: string): unknown {
  return new Map<string, unknown>(Object.entries(value)).get(name)
}
