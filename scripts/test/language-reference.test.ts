/**
 * What the language reference says a type or condition becomes is what the compiler emits: a `json schema`, `ts type` or `cel` block is about the type
 * declared last in the module above it.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { analyse } from '@clawql/compiler'
import { virtualHost } from '@clawql/compiler/testing'
import { createNodeHost } from '../../cli/src/node-host.ts'
import { printCel } from '../../compiler/src/emit/cel.ts'
import { jsonSchemaOf } from '../../compiler/src/emit/json-schema.ts'
import { typescriptType } from '../../compiler/src/emit/typescript-type.ts'
import type { Type } from '../../compiler/src/program/type.ts'
import { codeBlocks } from '../docs/code-blocks.ts'
import { ROOT } from '../source-tree.ts'

const PAGES = ['docs/reference/language.md', 'docs/reference/composite-types.md'] as const
const { readPackage } = createNodeHost(ROOT)

describe('language reference', () => {
  let counted = 0
  for (const page of PAGES) {
    let module = ''
    for (const { language, flags, text, line } of codeBlocks(readFileSync(join(ROOT, page), 'utf8'))) {
      if (language === 'claw') module = text
      const about = module
      const isSchema = language === 'json' && flags.includes('schema')
      const isType = language === 'ts' && flags.includes('type')
      if (!isSchema && !isType && language !== 'cel') continue
      counted += 1
      if (isSchema) {
        it(`${page}:${line} is the schema of the type above`, () => {
          assert.equal(JSON.stringify(JSON.parse(text)), JSON.stringify(jsonSchemaOf(lastType(about))))
        })
      } else if (isType) {
        it(`${page}:${line} is the TypeScript form of the type above`, () => {
          assert.equal(text.trim(), typescriptType(lastType(about)))
        })
      } else {
        it(`${page}:${line} is the canonical CEL of the condition above`, () => {
          const condition = lastType(about).where?.at(-1)
          assert.ok(condition !== undefined, 'the type has a condition')
          assert.equal(text.trim(), printCel(condition))
        })
      }
    }
  }

  it('has such blocks', () => {
    assert.ok(counted >= 15, `only ${counted} blocks were found`)
  })
})

/** Compiles the module with one more read, whose input is of the type. */
function lastType(module: string): Type {
  const name = [...module.matchAll(/^type (\S+) =/gm)].at(-1)?.[1]
  assert.ok(name !== undefined, 'the module above declares a type')
  const { program, diagnostics } = analyse({
    ...virtualHost({ 'example.claw': `${module}${PROBE(name)}` }),
    readPackage,
  })
  assert.deepEqual(
    diagnostics.map(({ code, message }) => `${code} ${message}`),
    [],
  )
  const field = program.actions.find(({ id }) => id === 'probe.get')?.input.fields[0]
  assert.ok(field !== undefined)
  return field.type
}

const PROBE = (type: string): string => `
role probe-role: agent
purpose probe-purpose "Probe" { permits: [probe.get] }
/// Probe.
read probe.get {
  version: "1.0.0"
  input { value: ${type} }
  output { value: Bool }
  governance { classification: standard, risk_tier: 1, authorized_roles: [probe-role] }
  execution { handler: "probe", timeout: 1s, retry_policy: none }
}
`
