/** A text type of the standard library as a project sees it, and whether a text is one of its values. */
import assert from 'node:assert/strict'
import type { StringType } from '../../src/program/type.ts'
import { check } from '../../src/testing/expect-diagnostics.ts'
import { checkedPattern } from '../../src/types/pattern/checked-pattern.ts'
import { matchPattern } from '../../src/types/pattern/match-pattern.ts'
import { PACKAGES } from '../repository-host.ts'

const known = new Map<string, StringType>()

export function textType(module: string, name: string): StringType {
  const key = `${module} ${name}`
  const found = known.get(key) ?? resolve(module, name)
  known.set(key, found)
  return found
}

function resolve(module: string, name: string): StringType {
  const text = `module demo

import ${module} { ${name} }

/// Tries a type.
read demo.try {
  version: "1.0.0"
  input { value: ${name} }
  output { done: Bool }
  governance { classification: standard, risk_tier: 1, authorized_roles: [tester] }
  execution { handler: "try", timeout: 1s, retry_policy: none }
}
role tester: agent
purpose trying "Try" { permits: [demo.try] }
`
  const { program, diagnostics } = check(text, { packages: PACKAGES })
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    [],
  )
  const type = program.actions[0]?.input.fields[0]?.type
  assert.equal(type?.kind, 'string')
  return type as StringType
}

export function isValueOf(
  { minLength, maxLength = Number.POSITIVE_INFINITY, patterns = [] }: StringType,
  value: string,
): boolean {
  const { length } = [...value]
  return (
    length >= minLength &&
    length <= maxLength &&
    patterns.every((source) => matchPattern(checkedPattern(source), value))
  )
}
