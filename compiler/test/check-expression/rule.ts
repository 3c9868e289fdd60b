/**
 * One rule over an input, for tests that are about a single expression.
 */
import assert from 'node:assert/strict'
import type { Expr } from '../../src/program/expression.ts'
import { checkSource, expectRefused } from '../types/check-source.ts'

const DECLARATIONS = `module example

role finance-agent: agent
role clerk: agent
purpose settlement "Settle trades" { permits: [ledger.get] }
type Usd = Float(range: 0..1_000_000, decimals: 2) unit USD
type Eur = Float(range: 0..1_000_000, decimals: 2) unit EUR
type Status = "open" | "closed"
type Payment = union on kind {
  card { fee: Int(range: 0..9), number: String(length: 12..19) }
  transfer { fee: Int(range: 5..20), iban: String(length: ..34), note?: String(length: ..9) }
  "pay-later" { fee: Int(range: 1..1), note: String(length: ..3), days: Int(range: 1..90) }
}
enum Stage { draft, in-review
  "sent out" }
const LIMIT = 250_000 USD
const FEW = 3
const FLAG = "open"
const PATTERN = r"[a-z]+"
`

/** Fields every test may read. */
const FIELDS = `
    n: Int(range: 0..10)
    k: Int(range: -5..5)
    wide: Int
    x: Float(range: 0..1)
    free: Float
    cents: Float(range: -10..10, decimals: 2)
    usd: Usd
    eur: Eur
    unlimited: Float(range: 0..) unit USD
    pence: Int(range: 0..1_000_000) unit GBX
    pennies?: Int(range: 1..100) unit GBX
    sen: Int(range: 1..1_000) unit SEN
    status: Status
    other: "red" | "green"
    text: String(length: ..20)
    long: String
    flag: Bool
    memo?: String(length: ..9)
    count?: Int(range: 1..5)
    inner?: { a: Int(range: 0..9), b?: Int(range: 0..9) }
    items: List<{ id: String(length: ..9), price?: Usd }>(length: ..5)
    names: List<String(length: ..9)>(length: 1..5)
    numbers: List<Int(range: 0..9)>(length: ..5)
    loose: List<Int>
    at: Timestamp
    wait: Duration
    stage: Stage
    near: Timestamp(range: timestamp("2000-01-01T00:00:00Z")..timestamp("2100-01-01T00:00:00Z"))
    short: Duration(range: -60s..24h)
    "x-id"?: String(length: ..9)
    labels: Map<Int(range: 0..9)>(size: 1..4)
    deep: Map<Map<String(length: ..9)>(size: ..2)>(size: ..4)
    many: Map<Int>
    blob: Bytes(size: 2..1 KiB)
    seal: Bytes(size: ..4)
    extra?: Json(bytes: ..1 KiB)
    fixed: Json(bytes: ..9)
    extras: List<Json(bytes: ..9)>(length: ..5)
    notes: Map<Json(bytes: ..9)>(size: ..5)
    pay: Payment
    pays: List<Payment>(length: ..3)
`

function source(condition: string): string {
  return `${DECLARATIONS}
/// Probe.
read ledger.get {
  version: "1.0.0"
  input {${FIELDS}  }
  output { done: Bool }
  governance { classification: standard, risk_tier: 1, authorized_roles: [clerk] }
  require probe: ${condition}
    because "of the test"
  execution { handler: "ledger.get", timeout: 5s, retry_policy: none }
}
`
}

/** The typed condition; fails when anything is reported. */
export function accepted(condition: string): Expr {
  const { rules, diagnostics } = checkSource(source(condition))
  assert.deepEqual(
    diagnostics.map(({ code, message }) => `${code} ${message}`),
    [],
    condition,
  )
  const expr = rules.get('probe')
  assert(expr !== undefined)
  return expr
}

/** `«…»` is the offending text; `words` stand in the message, its help or a note. */
export function refused(condition: string, code: string, words = ''): void {
  expectRefused(source(condition), code, words)
}

/** Codes of everything reported, in order. */
export function reported(condition: string): readonly string[] {
  return checkSource(source(condition)).diagnostics.map(({ code }) => code)
}
