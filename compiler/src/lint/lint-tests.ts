/** What no test shows: actions that are never called, rules that are never seen to deny. Judges only what a manifest lists. */
import { untestedAction, untestedRule } from '../diagnostics/catalogue/lint.ts'
import { type LintContext, warn } from './lint-context.ts'

export function lintTests(context: LintContext): void {
  const listed = new Set(context.program.manifests.flatMap(({ actions }) => actions))
  const tested = new Set(context.program.tests.map(({ action }) => action))
  const denying = new Set(
    context.program.tests.flatMap(({ action, expectations }) =>
      expectations.flatMap((expected) =>
        expected.effect === 'deny' && expected.rule !== undefined ? [`${action} ${expected.rule}`] : [],
      ),
    ),
  )
  for (const { action, node, file } of context.actions) {
    if (!listed.has(action.id)) continue
    if (!tested.has(action.id)) {
      // A read without rules has nothing of its own to be tested.
      if (action.kind === 'action' || action.rules.length > 0)
        warn(context, untestedAction, { file, span: node.name.span }, { action: action.id })
      continue
    }
    for (const { name } of node.rules) {
      if (denying.has(`${action.id} ${name.text}`)) continue
      const help = `add a test that ends with \`expect deny ${name.text}\``
      warn(context, untestedRule, { file, span: name.span }, { rule: name.text, action: action.id }, { help })
    }
  }
}
