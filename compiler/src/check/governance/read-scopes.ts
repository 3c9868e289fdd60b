/**
 * `scopes: ["repo:write"]`: what the caller's token must carry, all of it. A scope is dotted; `*` stands for one segment.
 */
import { badScope, nothingAuthorized, repeatedListItem } from '../../diagnostics/catalogue/governance.ts'
import { reportWrongValue } from '../entries.ts'
import type { PlacedMember } from './governance-scope.ts'

const LONGEST = 256
const SCOPE = /^[\x21-\x7e]+$/

/** In the order written. */
export function readScopes(placed: PlacedMember | undefined): readonly string[] | undefined {
  const value = placed?.member.value
  if (placed === undefined || value === undefined) return undefined
  const { member, context } = placed
  const { file, reporter } = context
  if (value.kind !== 'list') {
    reportWrongValue(member, 'a list of scopes such as `["repo:write"]`', context)
    return undefined
  }
  const name = member.name.text
  if (value.elements.length === 0) reporter.report(nothingAuthorized, { file, span: value.span }, { name })
  const scopes = new Set<string>()
  for (const element of value.elements) {
    const at = { file, span: element.span }
    if (element.kind !== 'string') {
      reportWrongValue({ ...member, value: element }, 'a list of scopes such as `["repo:write"]`', context)
    } else if (!SCOPE.test(element.value) || element.value.length > LONGEST) {
      reporter.report(badScope, at, { scope: element.value })
    } else if (scopes.has(element.value)) {
      reporter.report(repeatedListItem, at, { name: element.value, list: name })
    } else scopes.add(element.value)
  }
  return scopes.size === 0 ? undefined : [...scopes]
}
