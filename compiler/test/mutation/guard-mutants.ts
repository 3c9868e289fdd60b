/** Guards that check claims, facts, impact, rules and approval wrongly. */
import { inFile, type Mutant } from './mutant.ts'

export const GUARD_MUTANTS: readonly Mutant[] = inFile('emit/guards.ts', [
  [
    'the last authorised role is dropped',
    "noneOf('role', authorizedRoles)",
    "noneOf('role', authorizedRoles.slice(0, 1))",
  ],
  [
    'a role is compared regardless of case',
    "'const { role } = claims',",
    "'const role = String(claims.role).toLowerCase()',",
  ],
  [
    'a role is enough when it begins right',
    "'const { role } = claims',",
    "'const role = String(claims.role).slice(0, 5)',",
  ],
  ['any role will do', "...ifThen(noneOf('role', authorizedRoles), `return ${roleDenial}`),", ''],
  [
    'a purpose is compared regardless of case',
    '`if (claims.purpose !== ${quote(purpose)})',
    '`if (String(claims.purpose).toLowerCase() !== ${quote(purpose)})',
  ],
  [
    'a purpose that begins right is taken',
    '`if (claims.purpose !== ${quote(purpose)})',
    '`if (!String(claims.purpose).startsWith(${quote(purpose)}))',
  ],
  ['the purpose is not asked for', '`if (claims.purpose !== ${quote(purpose)}) return ${purposeDenial}`,', ''],
  [
    'one classification lower is enough',
    'RANKED.slice(RANKED.indexOf(classification))',
    'RANKED.slice(Math.max(0, RANKED.indexOf(classification) - 1))',
  ],
  [
    'only the very classification is enough',
    'RANKED.slice(RANKED.indexOf(classification))',
    'RANKED.slice(RANKED.indexOf(classification), RANKED.indexOf(classification) + 1)',
  ],
  [
    'the highest classification is refused',
    'RANKED.slice(RANKED.indexOf(classification))',
    'RANKED.slice(RANKED.indexOf(classification), 3)',
  ],
  ['the impact may not reach its limit', 'maxImpact.value,\n      deny(', 'maxImpact.value - 0.01,\n      deny('],
  ['the impact may be a cent above its limit', 'maxImpact.value,\n      deny(', 'maxImpact.value + 0.01,\n      deny('],
  ['the impact is not limited', '...(impact ?? []),', ''],
  [
    '`require` is asked before `forbid`',
    "...action.rules.filter(({ form }) => form === 'forbid'),\n    ...action.rules.filter(({ form }) => form === 'require'),",
    "...action.rules.filter(({ form }) => form === 'require'),\n    ...action.rules.filter(({ form }) => form === 'forbid'),",
  ],
  [
    'rules are asked in the order written',
    "...action.rules.filter(({ form }) => form === 'forbid'),\n    ...action.rules.filter(({ form }) => form === 'require'),",
    '...action.rules,',
  ],
  ['the last rule is dropped', '...ordered.flatMap(', '...ordered.slice(0, -1).flatMap('],
  ['the first rule is dropped', '...ordered.flatMap(', '...ordered.slice(1).flatMap('],
  [
    'two rules change places',
    '...ordered.flatMap(',
    '...[...ordered.slice(0, 3), ...ordered.slice(3).reverse()].flatMap(',
  ],
  ['`forbid` is taken for `require`', "rule.form === 'require', denial", 'true, denial'],
  [
    'a rule gives another rule’s name',
    'rule: rule.name, message: rule.message }',
    'rule: ordered[0]!.name, message: rule.message }',
  ],
  ['a rule gives another message', 'rule: rule.name, message: rule.message }', 'rule: rule.name, message: rule.name }'],
  ['a rule gives another code', "{ code: 'RULE_VIOLATED', rule", "{ code: 'RULE_ERROR', rule"],
  [
    'the purpose is asked before the role',
    '    ...role,\n    `if (claims.purpose !== ${quote(purpose)}) return ${purposeDenial}`,',
    "    `if (claims !== null && typeof claims === 'object' && !Array.isArray(claims) && claims.scope && claims.purpose !== ${quote(purpose)}) return ${purposeDenial}`,\n    ...role,",
  ],
  [
    'the classification is asked before the purpose',
    '`if (claims.purpose !== ${quote(purpose)}) return ${purposeDenial}`,\n',
    "`if (claims.classification !== 'high' && claims.classification !== ${quote(classification)}) return ${clearanceDenial}`,\n    `if (claims.purpose !== ${quote(purpose)}) return ${purposeDenial}`,\n",
  ],
  [
    'the impact is asked behind the rules',
    '    ...(impact ?? []),\n    ...ordered.flatMap((rule) => {',
    '    ...ordered.flatMap((rule) => {',
  ],
  ['the first scope is not asked for', 'const missing = scopes.map(', 'const missing = scopes.slice(1).map('],
  [
    'one scope of several is enough',
    "[`!${module.use('isTexts')}(scope)`, ...missing].join(' || ')",
    "`!${module.use('isTexts')}(scope) || (${missing.join(' && ')})`",
  ],
  [
    'a scope need be no text',
    "[`!${module.use('isTexts')}(scope)`, ...missing]",
    "['!Array.isArray(scope)', ...missing]",
  ],
  ['facts are not looked at', '...(facts ?? []),', ''],
  [
    'scopes are asked behind the role',
    "    ...(facts ?? []),\n    ...scopeLines(module, action),\n    ...(scopes === undefined ? claimsLines(module, action, roleDenial) : []),\n    'const { role } = claims',\n    ...ifThen(noneOf('role', authorizedRoles), `return ${roleDenial}`),",
    "    ...(facts ?? []),\n    ...claimsLines(module, action, roleDenial),\n    'const { role } = claims',\n    ...ifThen(noneOf('role', authorizedRoles), `return ${roleDenial}`),\n    ...scopeLines(module, action),",
  ],
  ['claims are inherited', '? claims : ${module.use', '|| true ? claims : ${module.use'],
  ['a waiver is forgotten', '...waivers.flatMap((waiver) => {', '...waivers.slice(1).flatMap((waiver) => {'],
  [
    'a waiver without groups asks as always',
    'const decision = bare ? addAllow(module) : addStage',
    'const decision = bare ? addStage(module, approval, ttlSeconds) : addStage',
  ],
  [
    'a waiver waives everything',
    'const decision = bare ? addAllow(module)',
    'const decision = true ? addAllow(module)',
  ],
  ['a stage asks for one person less', 'quorum: ${String(quorum)},', 'quorum: ${String(quorum - 1)},'],
  ['a group asks for one person more', 'literalOf({ role, min })', 'literalOf({ role, min: min + 1 })'],
  ['the groups of a stage change places', 'const frozen = groups.map(', 'const frozen = groups.toReversed().map('],
  ['a stage waits a thousand times shorter', 'ttlMs: ${String(ttlSeconds * 1000)},', 'ttlMs: ${String(ttlSeconds)},'],
  [
    'a stage waits a millisecond longer',
    'ttlMs: ${String(ttlSeconds * 1000)},',
    'ttlMs: ${String(ttlSeconds * 1000 + 1)},',
  ],
  [
    'an action that needs approval is allowed',
    'return [`return ${addAllow(module)}`]\n  const',
    'return [`return ${addAllow(module)}`]\n  if (approval.waivers === undefined) return [`return ${addAllow(module)}`]\n  const',
  ],
  [
    'an unknown action is allowed',
    'return guard === undefined ? ${unknown} :',
    "return guard === undefined ? { effect: 'allow' } :",
  ],
  ['an unknown action gets another code', "code: 'UNKNOWN_ACTION'", "code: 'RULE_ERROR'"],
  ['the table of guards inherits', '[code`__proto__: null,`,', '['],
  [
    'the leaf of another action is embedded',
    "`${propertyKey(id)}: ${quote(leaves.get(id) ?? '')},`",
    "`${propertyKey(id)}: ${quote([...leaves.values()].at(-1) ?? '')},`",
  ],
  ['`decide` looks the wrong guard up', '`[${quote(id)}, ${name}],`', '`[${quote(id)}, ${functions[0]![1]}],`'],
  ['an input that cannot be read is allowed', '[`return ${unreadable}`]', '[`return ${addAllow(module)}`]'],
])

export const REQUEST_MUTANTS: readonly Mutant[] = inFile('emit/checks/request-checks.ts', [
  [
    'a claim that a rule reads is not looked at',
    'return [...before(condition, denial), ...ifThen(failing',
    'return [...before(condition, denial).slice(0, 1), ...ifThen(failing',
  ],
  [
    'an optional claim must be there',
    'failing: field.optional ? code`${local} !== undefined && (${test})` : test',
    'failing: test',
  ],
  [
    'an optional fact may be of any type',
    'failing: field.optional ? code`${local} !== undefined && (${test})` : test',
    'failing: field.optional ? code`false` : test',
  ],
  ['a fact may be inherited', "${module.use('own')}(facts, ${quote(field.name)})", 'facts[${quote(field.name)}]'],
  ['facts with ill-formed text pass', '...ifThen(illFormed, `return ${deny(ILL_FORMED_FACTS)}`),', ''],
  ['the limit itself is refused', '} <= ${String(value)})`', '} < ${String(value)})`'],
  [
    'a waiver does not mind ill-typed claims',
    'const holds = examined.length === 0 ? printed : code`!(${tests}) && (${printed})`',
    'const holds = examined.length === 0 || tests.js === "" ? printed : code`${printed}`',
  ],
  [
    'a waiver waives where it does not hold',
    'return [...examined.flatMap(({ lines }) => lines), ...ifThen(holds,',
    'return [...examined.flatMap(({ lines }) => lines), ...ifThen(code`!(${holds})`,',
  ],
  [
    'times are taken from nowhere',
    "? ${module.use('own')}(context, 'now') : undefined`",
    "? '2026-01-01T00:00:00Z' : undefined`",
  ],
  ['the time is inherited', "? ${module.use('own')}(context, 'now') : undefined`", '? context.now : undefined`'],
  ['facts are inherited', "? ${module.use('own')}(context, 'facts') : undefined`,", '? context.facts : undefined`,'],
])
