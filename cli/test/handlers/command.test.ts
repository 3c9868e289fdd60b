/** `clawqlc check --handlers` as people call it: the examples' handlers fit, every format says what is wrong, and mistakes of the caller are told. */
import assert from 'node:assert/strict'
import { cpSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clawqlc, copyTreasury, createScratch, ROOT } from '../program.ts'

describe('clawqlc check --handlers', function () {
  this.timeout(60_000)
  const scratch = createScratch()
  const WRONG = `export default { 'ledger.get_balance': () => ({ balance: 'much' }) }\n`

  for (const example of ['treasury', 'repository', 'coding-agent']) {
    it(`the handlers of examples/${example} fit`, async () => {
      const folder = scratch.path(example)
      cpSync(join(ROOT, 'examples', example), folder, { recursive: true })
      symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
      assert.equal((await clawqlc(['build', folder, '-o', join(folder, 'out'), '--emit', 'handlers'])).status, 0)
      const result = await clawqlc(['check', folder, '--handlers', join(folder, 'handlers.ts')])
      assert.deepEqual([result.status, result.stdout], [0, ''])
      assert.match(result.stderr, /^checked the handlers of (2|3|11) actions: no problems\n$/)
    })
  }

  it('says what is wrong, in every format, and ends with 2', async () => {
    const folder = copyTreasury(scratch.path('wrong'), { 'handlers.ts': WRONG })
    const check = (...more: readonly string[]) =>
      clawqlc(['check', '--handlers', 'handlers.ts', ...more], { cwd: folder })
    const human = await check()
    assert.equal(human.status, 2)
    assert.match(
      human.stdout,
      /error\[CQ8005\]: what `ledger\.get_balance` gives[\s\S]* --> handlers\.ts:1:18[\s\S]*balance\.claw:5:6/,
    )
    assert.match(human.stderr, /checked the handlers of 2 actions: 2 errors/)
    const { diagnostics } = JSON.parse((await check('--format', 'json')).stdout)
    assert.deepEqual(
      diagnostics.map(({ code, file, range, related }: Record<string, unknown>) => [code, file, range, related]),
      [
        [
          'CQ8002',
          'handlers.ts',
          { start: { line: 0, character: 7, offset: 7 }, end: { line: 0, character: 14, offset: 14 } },
          diagnostics[0].related,
        ],
        [
          'CQ8005',
          'handlers.ts',
          { start: { line: 0, character: 17, offset: 17 }, end: { line: 0, character: 37, offset: 37 } },
          diagnostics[1].related,
        ],
      ],
    )
    assert.deepEqual(diagnostics[1].related[0].file, 'balance.claw')
    const sarif = JSON.parse((await check('--format', 'sarif')).stdout)
    assert.deepEqual(
      sarif.runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId),
      ['CQ8002', 'CQ8005'],
    )
    assert.match((await check('--format', 'github')).stdout, /^::error .*file=handlers\.ts,line=1.*CQ8002/)
  })

  it('does not look at handlers of a project that is wrong itself', async () => {
    const folder = copyTreasury(scratch.path('broken'), {
      'handlers.ts': WRONG,
      'more.claw': 'module acme.treasury\n\ntype A = Nope\n',
    })
    const result = await clawqlc(['check', '--handlers', 'handlers.ts', '--format', 'plain'], { cwd: folder })
    assert.deepEqual([result.status, /CQ8/.test(result.stdout), /CQ2001/.test(result.stdout)], [2, false, true])
  })

  it('with -m, asks for the handlers of one manifest', async () => {
    const folder = copyTreasury(scratch.path('chosen'), { 'handlers.ts': 'export default {}\n' })
    const result = await clawqlc(['check', '--handlers', 'handlers.ts', '-m', 'treasury-agent'], { cwd: folder })
    assert.equal(result.status, 2)
  })

  it('tells how it was called wrongly', async () => {
    const folder = copyTreasury(scratch.path('called'), { 'handlers.ts': WRONG, 'handlers.json': '{}' })
    const library = scratch.make({ 'a.claw': 'module a\n\nrole b: agent\n', 'handlers.ts': WRONG })
    const cases: readonly (readonly [readonly string[], RegExp, string?])[] = [
      [['--handlers', 'none.ts'], /there is no file `none\.ts`/],
      [['--handlers', 'handlers.json'], /is no module[\s\S]*\.ts, \.mts, \.js, \.mjs/],
      [['--handlers', 'handlers.ts', '-m', 'nope'], /there is no manifest `nope`[\s\S]*treasury-agent/],
      [['-m', 'treasury-agent'], /name them with --handlers/],
      [['a.claw', 'b.claw', '--handlers', 'handlers.ts'], /name one directory/],
      [['--handlers', 'handlers.ts'], /the project declares no manifest/, library],
    ]
    for (const [words, message, cwd = folder] of cases) {
      const result = await clawqlc(['check', ...words], { cwd })
      assert.deepEqual([result.status, message.test(result.stderr)], [1, true], `${words.join(' ')}: ${result.stderr}`)
    }
  })

  it('says what is missing where there is no ts-morph, and no other verb asks for it', async () => {
    const folder = copyTreasury(scratch.path('bare'), { 'handlers.ts': WRONG })
    const hook = scratch.path('without.mjs')
    writeFileSync(
      hook,
      `import { registerHooks } from 'node:module'
registerHooks({ resolve(specifier, context, next) {
  if (specifier !== 'ts-morph') return next(specifier, context)
  throw Object.assign(new Error("Cannot find module 'ts-morph'"), { code: 'MODULE_NOT_FOUND' })
} })\n`,
    )
    const env = { NODE_OPTIONS: `--import=${hook}` }
    const result = await clawqlc(['check', '--handlers', 'handlers.ts'], { cwd: folder, env })
    assert.deepEqual([result.status, result.stdout], [1, ''])
    assert.match(result.stderr, /ts-morph is not installed\n {2}npm install --save-dev ts-morph\n/)
    assert.equal((await clawqlc(['check'], { cwd: folder, env })).status, 0)
  })
})
