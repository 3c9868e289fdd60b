/** Modules of installed packages: found through the package alone, read whole, and recorded with their digest. */
import assert from 'node:assert/strict'
import { analyse } from '../../src/analyse.ts'
import { type VirtualFiles, virtualHost } from '../../src/testing/virtual-host.ts'

const LIMITS =
  'module acme.limits\n\nimport acme.units { Usd }\n\nconst LIMIT: Usd = 250 USD\nprivate const HIDDEN = 3\n'
const UNITS = 'module acme.units\n\ntype Usd = Float(range: 0..1_000_000, decimals: 2) unit USD\n'
const PACKAGES = { '@acme/policies': { 'limits/a.claw': LIMITS, 'units/a.claw': UNITS } }

function problems(files: VirtualFiles): readonly string[] {
  const { diagnostics } = analyse(virtualHost(files, PACKAGES), {})
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, location, message }) => `${code} ${location.file}: ${message}`)
}

const using = (imports: string, use = 'LIMIT'): VirtualFiles => ({
  'main.claw': `module main\n\n${imports}\n\nconst OWN = ${use}\n`,
})

describe('imports from packages', () => {
  it('find a module by its name, and the package finds its own', () => {
    assert.deepEqual(problems(using('import acme.limits from "@acme/policies" { LIMIT }')), [])
    assert.deepEqual(problems(using('import acme.limits from "@acme/policies" { LIMIT as MOST }', 'MOST')), [])
  })

  it('are recorded with a digest of all of the package', () => {
    const files = using('import acme.limits from "@acme/policies" { LIMIT }')
    const [record] = analyse(virtualHost(files, PACKAGES), {}).packages
    assert.equal(record?.name, '@acme/policies')
    assert.match(record.digest, /^[0-9a-f]{64}$/)
    const changed = { '@acme/policies': { ...PACKAGES['@acme/policies'], 'other/b.claw': 'module acme.other\n' } }
    const [other] = analyse(virtualHost(files, changed), {}).packages
    assert.notEqual(other?.digest, record.digest)
  })

  it('refuse what is not installed, not there or private', () => {
    const start = (imports: string): string | undefined => problems(using(imports, '1'))[0]?.slice(0, 6)
    assert.equal(start('import acme.limits from "@acme/policy" { LIMIT }'), 'CQ2040')
    assert.equal(start('import acme.limits from "../policies" { LIMIT }'), 'CQ2040')
    assert.equal(start('import acme.limit from "@acme/policies" { LIMIT }'), 'CQ2006')
    assert.equal(start('import acme.limits from "@acme/policies" { HIDDEN }'), 'CQ2008')
  })

  it('are not found without naming the package, whoever else does', () => {
    const files = {
      'a/main.claw': 'module a\n\nimport acme.limits from "@acme/policies" { LIMIT }\n\nconst OWN = LIMIT\n',
      'b/main.claw': 'module b\n\nimport acme.limits { LIMIT }\n\nconst OWN = LIMIT\n',
    }
    assert.deepEqual(
      problems(files)
        .filter((line) => !line.startsWith('CQ3102'))
        .map((line) => line.slice(0, 19)),
      ['CQ2006 b/main.claw:'],
    )
  })
})
