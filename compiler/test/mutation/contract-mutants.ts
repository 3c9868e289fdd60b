/** What is published about an action for other readers, and says something else: CEL, schemas, contracts, tools, clients, forms. */
import { inFile, type Mutant } from './mutant.ts'

export const CEL_MUTANTS: readonly Mutant[] = inFile('emit/cel.ts', [
  [
    'CEL: `=>` is `&&`',
    '`!${atLeast(print(left, inner), UNARY)} || ${atLeast(print(right, inner), OR)}`',
    '`${atLeast(print(left, inner), AND)} && ${atLeast(print(right, inner), AND)}`',
  ],
  ['CEL: `=>` negates too little', '`!${atLeast(print(left, inner), UNARY)} ||', '`!${print(left, inner).text} ||'],
  [
    'CEL: parentheses of sums are lost',
    'const rightText = atLeast(print(right, inner), associative ? precedence : precedence + 1)',
    'const rightText = print(right, inner).text',
  ],
  [
    'CEL: parentheses on the left are lost',
    '`${atLeast(print(left, inner), precedence)} ${operator} ${rightText}`',
    '`${print(left, inner).text} ${operator} ${rightText}`',
  ],
  [
    'CEL: `<=` is `<`',
    '${operator} ${rightText}`, precedence }',
    "${operator === '<=' ? '<' : operator} ${rightText}`, precedence }",
  ],
  [
    'CEL: `>` is `>=`',
    '${operator} ${rightText}`, precedence }',
    "${operator === '>' ? '>=' : operator} ${rightText}`, precedence }",
  ],
  [
    'CEL: `!=` is `==`',
    '${operator} ${rightText}`, precedence }',
    "${operator === '!=' ? '==' : operator} ${rightText}`, precedence }",
  ],
  [
    'CEL: numbers are computed with as they come',
    'const inner = { ...place, arithmetic: precedence === SUM || precedence === PRODUCT }',
    'const inner = { ...place, arithmetic: false }',
  ],
  ['CEL: whole numbers are doubles', "return kind === 'int' ? 'int' :", "return kind === 'int' ? 'double' :"],
  [
    'CEL: `int` of a sum is not cut',
    'return { text: `${call.builtin}(${text})`, precedence: MEMBER }',
    "return { text: call.builtin === 'int' ? `(${text})` : `${call.builtin}(${text})`, precedence: MEMBER }",
  ],
  [
    'CEL: times are texts',
    "if (kind === 'timestamp' || kind === 'duration') return kind",
    "if (kind === 'duration') return kind",
  ],
  [
    'CEL: durations are texts',
    "if (kind === 'timestamp' || kind === 'duration') return kind",
    "if (kind === 'timestamp') return kind",
  ],
  ['CEL: a number of type Float lacks its point', '`${digits}.0` : digits', '`${digits}` : digits'],
  ['CEL: `min` is `max`', "call.builtin === 'min' ? '<' : '>'", "call.builtin === 'min' ? '>' : '<'"],
  ['CEL: `has` is `!has`', '{ text: `has(${receiver}.${field})`', '{ text: `!has(${receiver}.${field})`'],
  [
    'CEL: the branches of a choice change places',
    '? ${atLeast(whenTrue, OR)} : ${atLeast(whenFalse, CONDITIONAL)}`',
    '? ${atLeast(whenFalse, OR)} : ${atLeast(whenTrue, OR)}`',
  ],
  [
    'CEL: variables are one off',
    '`v${place.level - expression.depth}`',
    '`v${Math.max(1, place.level - expression.depth - 1)}`',
  ],
  [
    'CEL: a quantifier is another',
    '`${range}.${expression.quantifier}(v',
    "`${range}.${expression.quantifier === 'exists_one' ? 'exists' : expression.quantifier}(v",
  ],
  [
    'CEL: `all` is `exists`',
    '`${range}.${expression.quantifier}(v',
    "`${range}.${expression.quantifier === 'all' ? 'exists' : expression.quantifier}(v",
  ],
  [
    'CEL: bytes are counted as characters',
    "if (receiver.type.kind === 'bytes') return printByteCount(atLeast(print(receiver, inner), MEMBER))",
    '',
  ],
  [
    'CEL: padding is not counted',
    '(${text}.endsWith("==") ? 2 : ${text}.endsWith("=") ? 1 : 0)',
    '(${text}.endsWith("==") ? 2 : 0)',
  ],
  [
    'CEL: patterns are not anchored',
    'const text = JSON.stringify(patternToJsonSchema(checkedPattern(pattern.value)))',
    'const text = JSON.stringify(patternToJsonSchema(checkedPattern(pattern.value)).slice(1, -1))',
  ],
  [
    'CEL: a minus is lost',
    'return { text: `${operator}${nested}`, precedence: UNARY }',
    "return { text: operator === '-' ? nested : `!${nested}`, precedence: UNARY }",
  ],
])

export const SCHEMA_MUTANTS: readonly Mutant[] = inFile('emit/json-schema.ts', [
  [
    'schema: the least whole number is one more',
    "type: 'integer', minimum: type.min,",
    "type: 'integer', minimum: type.min + 1,",
  ],
  ['schema: whole numbers have no most', "maximum: type.max, 'x-claw-unit': type.unit }", "'x-claw-unit': type.unit }"],
  ['schema: whole numbers are numbers', "type: 'integer', minimum", "type: 'number', minimum"],
  [
    'schema: the least of a number is exclusive',
    "type: 'number',\n        minimum: type.min,",
    "type: 'number',\n        exclusiveMinimum: type.min,",
  ],
  ['schema: decimals are not counted', "'x-claw-decimals': type.decimals,\n", ''],
  [
    'schema: one decimal more',
    "'x-claw-decimals': type.decimals,\n",
    "'x-claw-decimals': type.decimals === undefined ? undefined : type.decimals + 1,\n",
  ],
  [
    'schema: the unit is another',
    "        'x-claw-unit': type.unit,\n        'x-claw-decimals'",
    "        'x-claw-unit': type.unit === undefined ? undefined : 'EUR',\n        'x-claw-decimals'",
  ],
  ['schema: the unit of whole numbers is lost', "maximum: type.max, 'x-claw-unit': type.unit }", 'maximum: type.max }'],
  ['schema: an enum lacks its last word', 'enum: type.values }', 'enum: type.values.slice(0, -1) }'],
  [
    'schema: timestamps are any text',
    "format: 'date-time', maxLength: 35, pattern: TIMESTAMP_PATTERN }",
    "format: 'date-time', maxLength: 35 }",
  ],
  [
    'schema: durations are any text',
    "return { type: 'string', pattern: DURATION_PATTERN }",
    "return { type: 'string' }",
  ],
  ['schema: a list may repeat itself', 'uniqueItems: type.unique ? true : undefined,\n', ''],
  ['schema: a list may be empty', 'minItems: type.minLength === 0 ? undefined : type.minLength,\n', ''],
  [
    'schema: a list may be one longer',
    'maxItems: type.maxLength,',
    'maxItems: type.maxLength === undefined ? undefined : type.maxLength + 1,',
  ],
  ['schema: elements may be anything', 'items: jsonSchemaOf(type.element),', 'items: true,'],
  [
    'schema: members of a map may be anything',
    'additionalProperties: jsonSchemaOf(type.element),',
    'additionalProperties: true,',
  ],
  ['schema: a map may be larger', 'maxProperties: type.maxSize,\n', ''],
  [
    'schema: a text may be shorter',
    "type: 'string',\n    minLength: type.minLength === 0 ? undefined : type.minLength,\n    maxLength: type.maxLength,\n    pattern: first,",
    "type: 'string',\n    maxLength: type.maxLength,\n    pattern: first,",
  ],
  [
    'schema: the second pattern is lost',
    'allOf: others.length === 0 ? undefined : others.map((pattern) => ({ pattern })),\n',
    '',
  ],
  [
    'schema: patterns are not anchored',
    'patternToJsonSchema(checkedPattern(source)))',
    'patternToJsonSchema(checkedPattern(source)).slice(1, -1))',
  ],
  ['schema: bytes of any size', 'allOf: limits.length === 0 ? undefined : limits,', ''],
  [
    'schema: the discriminator is any text',
    'field.name === discriminator ? { const: tag } : fieldSchema(field)',
    'fieldSchema(field)',
  ],
  ['schema: the discriminator is another', '{ const: tag }', '{ const: `${tag}s` }'],
  [
    'schema: nothing is required',
    'required: type.fields.filter(isRequired)',
    'required: type.fields.filter(() => false)',
  ],
  [
    'schema: fields with defaults are required',
    '!field.optional && field.defaultValue === undefined\n',
    '!field.optional\n',
  ],
  ['schema: unknown keys pass', 'additionalProperties: type.open,', 'additionalProperties: true,'],
  [
    'schema: the order is alphabetical',
    "'x-claw-order': type.fields.map((field) => field.name),",
    "'x-claw-order': type.fields.map((field) => field.name).toSorted(),",
  ],
  ['schema: null passes nowhere', 'field.nullable && mayBeAbsent ?', 'false ?'],
  ['schema: null passes everywhere', 'field.nullable && mayBeAbsent ?', 'true ?'],
  [
    'schema: the default is another',
    'default: field.defaultValue,',
    'default: field.defaultValue === false ? true : field.defaultValue,',
  ],
  ['schema: secrets are not marked', "'x-claw-sensitive': field.sensitive === true ? true : undefined,\n", ''],
  ['schema: documentation is lost', "description: field.doc === '' ? undefined : field.doc,\n", ''],
  [
    'schema: conditions are lost',
    "const schema = defined({ ...kindSchema(type), 'x-claw-where': where })",
    "const schema = defined({ ...kindSchema(type), 'x-claw-where': where === '' ? where : undefined })",
  ],
  [
    'schema: only the first condition stands',
    '  const all = others.reduce<Expr>(',
    '  const all = others.slice(1).reduce<Expr>(',
  ],
  ['schema: JSON may be longer', "'x-claw-json': type.maxBytes", "'x-claw-json': type.maxBytes + 1"],
])

export const PUBLISHED_MUTANTS: readonly Mutant[] = [
  ...inFile('emit/published-action.ts', [
    [
      'contract: the output is the input',
      'output_schema: jsonSchemaOf(action.output),',
      'output_schema: jsonSchemaOf(action.input),',
    ],
    ['contract: facts are not described', '...(action.facts && { context_schema: jsonSchemaOf(action.facts) }),', ''],
    [
      'contract: the classification is one lower',
      'classification: governance.classification,',
      "classification: governance.classification === 'restricted' ? 'sensitive' : governance.classification,",
    ],
    [
      'contract: the tier is one lower',
      'risk_tier: governance.riskTier,',
      'risk_tier: Math.max(1, governance.riskTier - 1),',
    ],
    [
      'contract: roles are swapped',
      'authorized_roles: governance.authorizedRoles,',
      'authorized_roles: governance.authorizedRoles.toReversed(),',
    ],
    [
      'contract: a role is lost',
      'authorized_roles: governance.authorizedRoles,',
      'authorized_roles: governance.authorizedRoles.slice(0, 1),',
    ],
    ['contract: the impact is of another currency', 'currency: maxImpact.currency, value', "currency: 'EUR', value"],
    [
      'contract: the impact’s limit is another',
      'value: maxImpact.value, measure',
      'value: maxImpact.value + 1, measure',
    ],
    ['contract: the measure is another', 'measure: printCel(maxImpact.measure)', "measure: 'input.amount'"],
    ['contract: a rule is lost', 'rules: rules.map((', 'rules: rules.slice(1).map(('],
    ['contract: rules change places', 'rules: rules.map((', 'rules: rules.toReversed().map(('],
    ['contract: a `forbid` is a `require`', 'kind: form,', "kind: 'require' as const,"],
    [
      'contract: every rule is the first',
      'cel: printCel(condition),\n        message',
      'cel: printCel(rules[0]!.condition),\n        message',
    ],
    ['contract: a rule’s reason is its name', '        message,\n', '        message: name,\n'],
    [
      'contract: a group asks for one more',
      'approver_groups: approval.groups.map(({ role, min }) => ({ role, min })),',
      'approver_groups: approval.groups.map(({ role, min }, at) => ({ role, min: at === 0 ? min : min })).toReversed(),',
    ],
    [
      'contract: approvals wait longer',
      'approval_ttl_seconds: approval.ttlSeconds,',
      'approval_ttl_seconds: approval.ttlSeconds + 1,',
    ],
    [
      'contract: waivers are lost',
      '...(approval.waivers && { approval_waivers: approval.waivers.map(publishedWaiver) }),',
      '',
    ],
    [
      'contract: a waiver waives everything',
      '...(groups.length > 0 && { approver_groups: groups',
      '...(groups.length > 9 && { approver_groups: groups',
    ],
    [
      'contract: a waiver is another’s',
      '  return {\n    id: name,\n    cel: printCel(condition),',
      "  return {\n    id: name,\n    cel: name === '' ? printCel(condition) : 'true',",
    ],
    ['contract: a scope is lost', '...(scopes && { scopes }),', '...(scopes && { scopes: scopes.slice(1) }),'],
    ['contract: the rate is higher', 'count: rate.count,', 'count: rate.count + 1,'],
    ['contract: the rate is per another time', 'per_seconds: rate.perSeconds,', 'per_seconds: rate.perSeconds * 60,'],
    ['contract: the rate counts by another', 'by: rate.by,', "by: 'claims.subject',"],
    ['contract: the rate counts refused calls', 'counting: rate.counting', "counting: 'all'"],
    ['contract: the rate is lost', '...(rate && { rate:', '...(rate && false && { rate:'],
    ['contract: an effect is on another object', 'object: effect.object,', "object: 'tills',"],
    ['contract: an effect’s operation is another', 'operation: effect.operation,', "operation: 'look_up',"],
    ['contract: the instance is lost', '...(effect.instance !== undefined && { instance: effect.instance }),', ''],
    [
      'contract: a transition is turned round',
      '`${stateText(effect.from)} → ${stateText(effect.to)}`',
      '`${stateText(effect.to)} → ${stateText(effect.from)}`',
    ],
    [
      'contract: nothing asks for confirmation',
      'requires_confirmation: effect.requiresConfirmation,',
      'requires_confirmation: false,',
    ],
    ['contract: everything is reversible', 'reversible: effect.reversible,', 'reversible: !effect.reversible,'],
    ['contract: the handler is another', 'handler: execution.handler,', 'handler: `${execution.handler}_`,'],
    [
      'contract: the timeout is longer',
      'timeout_seconds: execution.timeoutSeconds,',
      'timeout_seconds: execution.timeoutSeconds + 1,',
    ],
    ['contract: everything is retried', 'retry_policy: execution.retryPolicy,', "retry_policy: 'fixed',"],
    [
      'contract: compensation is lost',
      '...(execution.compensate !== undefined && { compensate: execution.compensate }),',
      '',
    ],
    [
      'contract: everything is idempotent',
      '...(execution.idempotent !== undefined && { idempotent: execution.idempotent }),',
      'idempotent: true,',
    ],
    ['contract: the former id is lost', "...(action.formerly !== undefined && { 'x-formerly': action.formerly }),", ''],
    ['contract: the version is another', '    version: action.version,', "    version: '0.0.1',"],
    ['contract: the description is the id', 'description: action.description,', 'description: action.id,'],
  ]),
  ...inFile('emit/schema-document.ts', [
    ['schema file: the output’s is the input’s', '...jsonSchemaOf(action[side]),', '...jsonSchemaOf(action.input),'],
    ['schema file: the name is another', ':${side}`,', ':input`,'],
  ]),
  ...inFile('emit/mcp-tools.ts', [
    [
      'tools: the output’s schema is the input’s',
      'outputSchema: jsonSchemaOf(action.output)',
      'outputSchema: jsonSchemaOf(action.input)',
    ],
    ['tools: the input is any object', 'inputSchema: jsonSchemaOf(action.input)', "inputSchema: { type: 'object' }"],
    ['tools: names are titles', 'name: action.id,', 'name: phraseOf(action.id),'],
    ['tools: everything only reads', 'readOnlyHint: isRead,', 'readOnlyHint: true,'],
    [
      'tools: nothing is destructive',
      'destructiveHint: action.effects.some((effect) => !effect.reversible),',
      'destructiveHint: false,',
    ],
    [
      'tools: everything may be repeated',
      'idempotentHint: isRead || action.execution.idempotent === true,',
      'idempotentHint: true,',
    ],
    ['tools: one is left out', 'tools: actions.map(toolOf)', 'tools: actions.slice(1).map(toolOf)'],
    ['tools: the description is another’s', 'description: action.description,', "description: '',"],
  ]),
  ...inFile('emit/sdk.ts', [
    [
      'client: every method calls the first action',
      'transport({ action: ${quote(action.id)}, input })',
      'transport({ action: ${quote(methods[0]!.action.id)}, input })',
    ],
    [
      'client: the input is not sent',
      'transport({ action: ${quote(action.id)}, input })',
      'transport({ action: ${quote(action.id)}, input: {} })',
    ],
    [
      'client: a method is missing',
      'const members = methods.map(({ action, name, input, output }): Line => {',
      'const members = methods.slice(1).map(({ action, name, input, output }): Line => {',
    ],
  ]),
  ...inFile('emit/rjsf-layout.ts', [
    [
      'form: a field is not shown',
      '...record.fields.map((field) => field.name), ...(record.open',
      '...record.fields.slice(1).map((field) => field.name), ...(record.open',
    ],
    [
      'form: fields stand in another order',
      '...record.fields.map((field) => field.name), ...(record.open',
      '...record.fields.map((field) => field.name).toSorted(), ...(record.open',
    ],
    [
      'form: a nested record has no layout',
      "if (type.kind === 'record') return rjsfLayout(type)",
      "if (type.kind === 'record') return {}",
    ],
    ['form: the unit is not told', "['ui:help', unit === undefined ? undefined : `in ${unit}`],", ''],
    ['form: controls are those of the default', "['ui:widget', widget],", ''],
  ]),
  ...inFile('emit/jsonforms-layout.ts', [
    ['form: a control points nowhere', '`${scope}/properties/${field.name', '`${scope}/property/${field.name'],
    [
      'form: a nested record points at its parent',
      'elements: elements(field.type, place) }',
      'elements: elements(field.type, scope) }',
    ],
    ['form: secrets are shown', "else if (widget === 'password') options['format'] = 'password'\n", ''],
    [
      'form: a control is missing',
      'return record.fields.map((field) => {',
      'return record.fields.slice(1).map((field) => {',
    ],
  ]),
  ...inFile('emit/permitted-by.ts', [
    [
      'a purpose of another name permits',
      'candidate.name === manifest.permissions.processing_purpose',
      'candidate.name !== manifest.permissions.processing_purpose',
    ],
  ]),
  ...inFile('types/pattern/pattern-to-json-schema.ts', [
    [
      'published patterns are not anchored at the end',
      '`^(?:${print(pattern.root)})$`',
      '`^(?:${print(pattern.root)})`',
    ],
    [
      'published patterns are anchored in one alternative only',
      '`^(?:${print(pattern.root)})$`',
      '`^${print(pattern.root)}$`',
    ],
    [
      'published repeats count to one more',
      '`{${String(min)},${String(max)}}`',
      '`{${String(min)},${String(max + 1)}}`',
    ],
    ['published classes lose their negation', "`[${negated ? '^' : ''}${(negated", "`[${negated ? '' : ''}${(negated"],
  ]),
]
