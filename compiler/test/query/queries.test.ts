/** Answers that outlive a revision: when they are kept, when they are computed again, and what is told again with them. */
import assert from 'node:assert/strict'
import { define, type Reporter } from '../../src/diagnostics/diagnostic.ts'
import { createQueries, DEEPEST } from '../../src/query/queries.ts'

const said = define<string>('CQ0000', { slug: 'said', severity: 'warning', message: (text) => text })

/** A small world: named numbers outside, and sums of them. Each revision gives what was computed and what was told. */
function world(values: Record<string, number>) {
  const queries = createQueries()
  const computed: string[] = []
  const told: string[] = []
  const reporter: Reporter = {
    report: (entry, _location, parameters) => void told.push(entry.message(parameters)),
  }
  const report = (text: string) => queries.reporter.report(said, { file: '', span: { start: 0, end: 0 } }, text)
  const value = queries.input('value', (name: string) => values[name] ?? 0)
  const note = queries.note('note', (text: string) => void told.push(`noted ${text}`))
  const parity = queries.query<string>('parity')
  const isEven = (name: string): boolean =>
    parity(name, () => {
      computed.push(`parity of ${name}`)
      report(`looked at ${name}`)
      return value(name) % 2 === 0
    })
  const text = queries.query<string>('text')
  const describe = (name: string): string =>
    text(name, () => {
      computed.push(`text of ${name}`)
      note(name)
      const answer = `${name} is ${isEven(name) ? 'even' : 'odd'}`
      report(`described ${name}`)
      return answer
    })
  const revise = (work: () => unknown) => {
    computed.length = 0
    told.length = 0
    queries.begin(reporter)
    const result = work()
    queries.end()
    return { result, computed: [...computed], told: [...told] }
  }
  return { queries, describe, isEven, revise, values, report }
}

describe('queries', () => {
  it('compute once in a revision, and again only what read something that changed', () => {
    const { describe: text, revise, values } = world({ a: 1, b: 2 })
    const all = () => [text('a'), text('b'), text('a')]
    assert.deepEqual(revise(all), {
      result: ['a is odd', 'b is even', 'a is odd'],
      computed: ['text of a', 'parity of a', 'text of b', 'parity of b'],
      told: ['noted a', 'looked at a', 'described a', 'noted b', 'looked at b', 'described b'],
    })
    values['a'] = 2
    const { result, computed, told } = revise(all)
    assert.deepEqual(result, ['a is even', 'b is even', 'a is even'])
    assert.deepEqual(computed, ['text of a', 'parity of a'])
    assert.deepEqual(told, ['noted a', 'looked at a', 'described a', 'noted b', 'looked at b', 'described b'])
  })

  it('an equal answer wakes nobody, where it is known before somebody asks', () => {
    const { describe: text, isEven, revise, values } = world({ a: 1 })
    const all = () => [isEven('a'), text('a')]
    revise(all)
    values['a'] = 3
    assert.deepEqual(revise(all).computed, ['parity of a'])
  })

  it('what nobody asked for in a revision is forgotten', () => {
    const { describe: text, revise } = world({ a: 1 })
    revise(() => text('a'))
    revise(() => undefined)
    assert.deepEqual(revise(() => text('a')).computed, ['text of a', 'parity of a'])
  })

  it('what must not be kept is computed in each revision, with all that waited for it', () => {
    const { queries, revise } = world({})
    const query = queries.query<string>('any')
    const seen: string[] = []
    const inner = () =>
      query('inner', () => {
        queries.refuseToKeep()
        return seen.push('inner')
      })
    const outer = () => query('outer', () => inner() + seen.push('outer'))
    const other = () => query('other', () => seen.push('other'))
    for (let revision = 0; revision < 2; revision++) revise(() => [outer(), other()])
    assert.deepEqual(seen, ['inner', 'outer', 'other', 'inner', 'outer'])
  })

  it('an answer that would hang too deep is computed where it hangs', () => {
    const { queries, revise } = world({})
    const nested = queries.query<number>('nested', 'nested')
    const depths: number[] = []
    const chain = (from: number, to: number): number =>
      nested(from, () => {
        depths.push(queries.depth)
        return from === to ? 0 : 1 + chain(from + 1, to)
      })
    const half = DEEPEST / 2
    revise(() => chain(half, DEEPEST + 10))
    depths.length = 0
    // The lower half alone is as deep as before and kept; below the upper half it is deeper than is allowed.
    revise(() => chain(half, DEEPEST + 10))
    assert.deepEqual(depths, [])
    revise(() => chain(0, DEEPEST + 10))
    assert.equal(Math.max(...depths), DEEPEST + 11)
  })

  it('what was told outside any answer is told once', () => {
    const { revise, report } = world({})
    assert.deepEqual(revise(() => report('hello')).told, ['hello'])
    assert.deepEqual(revise(() => undefined).told, [])
  })

  describe('of a group', () => {
    /** A group that asks about every name; odd numbers are reported. */
    function grouped(values: Record<string, number>) {
      const { queries, revise, report } = world({})
      const computed: string[] = []
      const heard: string[] = []
      const size = queries.input('size', (name: string) => values[name] ?? 0)
      const member = queries.query<string>('member')
      const group = queries.query<string>('group', 'group')
      const ask = (name: string): number =>
        member(name, () => {
          computed.push(name)
          note(name)
          if (size(name) % 2 === 1) report(`${name} is odd`)
          return size(name)
        })
      const note = queries.note('heard', (name: string) => void heard.push(name))
      const all = () => {
        computed.length = 0
        heard.length = 0
        const { told } = revise(() => {
          queries.note('heard', (name: string) => void heard.push(name))
          group('all', () => {
            for (const name of Object.keys(values)) ask(name)
          })
          assert.deepEqual([...member.asked()], Object.keys(values))
          for (const name of Object.keys(values)) assert.equal(ask(name), values[name])
        })
        return { computed: [...computed], heard: [...heard], told }
      }
      return { all, values }
    }

    it('all are given again together, count as asked and tell what they told', () => {
      const { all, values } = grouped({ a: 2, b: 4 })
      assert.deepEqual(all(), { computed: ['a', 'b'], heard: ['a', 'b'], told: [] })
      assert.deepEqual(all(), { computed: [], heard: ['a', 'b'], told: [] })
      values['b'] = 6
      assert.deepEqual(all(), { computed: ['b'], heard: ['a', 'b'], told: [] })
      assert.deepEqual(all(), { computed: [], heard: ['a', 'b'], told: [] })
    })

    it('what they report is reported in each revision, and no longer once it is mended', () => {
      const { all, values } = grouped({ a: 2, b: 3 })
      assert.deepEqual(all().told, ['b is odd'])
      assert.deepEqual(all(), { computed: [], heard: ['a', 'b'], told: ['b is odd'] })
      values['b'] = 4
      assert.deepEqual(all(), { computed: ['b'], heard: ['a', 'b'], told: [] })
      values['a'] = 1
      assert.deepEqual(all(), { computed: ['a'], heard: ['a', 'b'], told: ['a is odd'] })
    })

    it('one that somebody else had computed too deep in this revision is not the one of before', () => {
      const { queries, revise } = world({})
      const nested = queries.query<number>('nested', 'nested')
      const group = queries.query<string>('group', 'group')
      const deepest: number[] = []
      const leaf = (): number =>
        nested(0, () => {
          const isDeep = queries.depth > DEEPEST / 2
          if (isDeep) queries.refuseToKeep()
          return deepest.push(queries.depth) && isDeep ? -1 : nested(-1, () => 1)
        })
      const chain = (from: number): number => nested(from, () => (from === DEEPEST ? leaf() : chain(from + 1)))
      const seen: number[] = []
      const whole = () => group('all', () => seen.push(leaf()))
      revise(whole)
      revise(whole)
      assert.deepEqual(seen, [1])
      revise(() => [chain(1), whole()])
      assert.deepEqual(seen, [1, -1])
    })
  })
})
