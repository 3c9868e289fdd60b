/**
 * Which words begin what: declarations, sections of an action, members of blocks; and which constructs are known but refused. Messages, recovery and
 * near-miss suggestions read these lists; the grammar itself is in the parser.
 */

export const DECLARATION_WORDS: readonly string[] = [
  'module',
  'import',
  'private',
  'role',
  'object',
  'purpose',
  'type',
  'enum',
  'const',
  'unit',
  'fn',
  'context',
  'governance',
  'action',
  'read',
  'manifest',
  'preset',
  'invariant',
  'fixture',
  'test',
  'suppress',
]

/** Declarations the language keeps for later versions. */
export const RESERVED_DECLARATIONS: readonly string[] = [
  'protocol',
  'sequence',
  'budget',
  'capability',
  'dispatch',
  'scope',
  'contract',
  'flow',
  'prove',
  'ensure',
]

/** Operators over time that the language keeps for later versions. */
export const RESERVED_IN_RULES: readonly string[] = ['since', 'within']

export const ACTION_SECTIONS: readonly string[] = ['input', 'output', 'governance', 'execution']
export const ACTION_MEMBERS: readonly string[] = ['require', 'forbid', 'effect']
export const OBJECT_MEMBERS: readonly string[] = ['state', 'operation']
export const TEST_MEMBERS: readonly string[] = ['given', 'call', 'expect']

/** Words that, followed by another word, begin a member of some block. */
export const MEMBER_WORDS: ReadonlySet<string> = new Set([
  ...ACTION_MEMBERS,
  ...OBJECT_MEMBERS,
  ...TEST_MEMBERS,
  'invariant',
])

export const SECTION_WORDS: ReadonlySet<string> = new Set(ACTION_SECTIONS)

/** Words that begin a declaration, whether it is supported or not. */
export const ALL_DECLARATION_WORDS: ReadonlySet<string> = new Set([...DECLARATION_WORDS, ...RESERVED_DECLARATIONS])
