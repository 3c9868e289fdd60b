/** Packages are read from the workspace alone: not from further up, and not through a link that leads out of it. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256, utf8 } from 'clawql-manifest-validator'
import fc from 'fast-check'
import { createNodeHost } from '../src/node-host.ts'

const SOURCE = 'module acme.limits\n'

function writePackage(directory: string, claw: string): void {
  mkdirSync(join(directory, 'policies/limits'), { recursive: true })
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ name: 'p', version: '1.2.3', claw }))
  writeFileSync(join(directory, 'policies/limits/a.claw'), SOURCE)
}

describe('packages of the workspace', () => {
  let base = ''
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'claw-host-'))
    const packages = join(base, 'space/node_modules')
    mkdirSync(join(base, 'space/project'), { recursive: true })
    writeFileSync(join(base, 'space/package.json'), JSON.stringify({ workspaces: ['project'] }))
    writePackage(join(packages, '@acme/policies'), 'policies')
    writePackage(join(packages, 'sly'), '../@acme/policies/policies')
    writePackage(join(base, 'node_modules/further-up'), 'policies')
    symlinkSync(join(base, 'node_modules/further-up'), join(packages, 'linked'))
  })
  afterEach(() => rmSync(base, { recursive: true, force: true }))

  it('give the files below `package.json#claw`', () => {
    const found = createNodeHost(join(base, 'space/project')).readPackage('@acme/policies')
    assert.equal(found?.version, '1.2.3')
    assert.deepEqual([...(found?.files.keys() ?? [])], ['limits/a.claw'])
  })

  it('give nothing from outside', () => {
    const host = createNodeHost(join(base, 'space/project'))
    for (const name of ['further-up', 'linked', 'sly', 'missing']) assert.equal(host.readPackage(name), undefined, name)
  })
})

describe('what Node does for the compiler', () => {
  const host = createNodeHost('.')

  it('its digest is the one that the compiler computes without it, 300 runs', () => {
    assert.ok(host.sha256 !== undefined)
    const { sha256: digest } = host
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) =>
        assert.deepEqual(new Uint8Array(digest(text)), sha256(utf8(text))),
      ),
      { numRuns: 300 },
    )
  })

  it('modules are evaluated as they are written, each by itself, and leave nothing behind', async () => {
    const [one, two] = await Promise.all([
      host.loadModule("export const text = '100 %23 \u00e9 # ?'\nexport const address = import.meta.url\n"),
      host.loadModule('export const address = import.meta.url\n'),
    ])
    assert.equal(one['text'], '100 %23 é # ?')
    assert.notEqual(one['address'], two['address'])
    await assert.rejects(import(String(one['address']).replace(/\d+$/, '0')))
    await assert.rejects(host.loadModule('export const = 1'), SyntaxError)
  })
})
