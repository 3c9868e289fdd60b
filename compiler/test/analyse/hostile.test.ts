/**
 * Projects made to hurt: each is analysed to its end and its diagnostics printed, whatever it is made of. How the cost grows is measured by `npm run bench
 * hostile`; here nothing is timed.
 */
import assert from 'node:assert/strict'
import { HOSTILE_PROJECTS } from '../../../bench/hostile/projects.ts'
import { analyse } from '../../src/analyse.ts'
import { renderHuman } from '../../src/diagnostics/render/render-human.ts'
import { renderSarif } from '../../src/diagnostics/render/render-sarif.ts'
import { resolveDiagnostics } from '../../src/diagnostics/resolved-diagnostic.ts'
import { lint } from '../../src/lint.ts'
import { virtualHost } from '../../src/testing/virtual-host.ts'

describe('hostile projects', () => {
  for (const [name, make] of HOSTILE_PROJECTS) {
    it(`${name}: come to an end, and every diagnostic has a place`, () => {
      const host = virtualHost(make(300))
      const { diagnostics, sources } = analyse(host)
      for (const { location } of diagnostics) {
        const text = sources.get(location.file)
        assert.ok(text !== undefined && location.span.start <= location.span.end && location.span.end <= text.length)
      }
      const resolved = resolveDiagnostics(diagnostics, sources)
      const printed = renderHuman(resolved, sources, { colour: false })
      // However long a line is, an excerpt of it is short.
      assert.ok(printed.length <= 4_000 * Math.max(1, diagnostics.length))
      JSON.parse(renderSarif(resolved, '0'))
      lint(host)
    })
  }

  it('are right where they are only large', () => {
    for (const name of ['declarations', 'members of an enum', 'fields of a record', 'modules in a row']) {
      const { diagnostics } = analyse(virtualHost(HOSTILE_PROJECTS.get(name)!(300)))
      assert.deepEqual(
        diagnostics.map(({ message }) => message),
        [],
        name,
      )
    }
  })
})
