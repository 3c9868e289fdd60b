/**
 * The syntax tree of one `.claw` file: what the parser returns and the resolver reads. Plain readonly data discriminated by `kind`, a span on every
 * node, names unresolved. Where the source was broken, a node is left out or holds what could be read; nothing downstream may assume completeness
 * beyond these types.
 */
import type { Span } from '../source/span.ts'
import type { DurationLiteral, Expression, NumberLiteral, RecordExpression, StringLiteral } from './expression-tree.ts'
import type { Name, Node } from './node.ts'

export type * from './expression-tree.ts'
export type { Name, Node } from './node.ts'

/** Dotted words: `asset.transfer_sensitive`. `text` is the parts joined by dots. */
export interface QualifiedName extends Node {
  readonly parts: readonly Name[]
  readonly text: string
}

export interface SourceTree extends Node {
  readonly kind: 'file'
  readonly file: string
  readonly module: QualifiedName | undefined
  readonly imports: readonly ImportDeclaration[]
  readonly declarations: readonly Declaration[]
  readonly suppressions: readonly Suppression[]
}

/** `suppress CQ7012 because "…" until 2027-01-01`, for warnings in the declaration that follows. */
export interface Suppression extends Node {
  readonly kind: 'suppress'
  readonly code: Name
  readonly because: StringLiteral
  /** `YYYY-MM-DD`: the last day on which it holds. */
  readonly until: Name
}

/** `import a.b { X as Y }`, `import a.b from "@scope/package" { X }` */
export interface ImportDeclaration extends Node {
  readonly kind: 'import'
  readonly module: QualifiedName
  /** The installed package that ships the module. */
  readonly from: StringLiteral | undefined
  readonly names: readonly { readonly name: Name; readonly alias: Name | undefined; readonly span: Span }[]
}

export type Declaration =
  | RoleDeclaration
  | ObjectDeclaration
  | PurposeDeclaration
  | TypeDeclaration
  | ConstDeclaration
  | UnitDeclaration
  | FunctionDeclaration
  | ContextDeclaration
  | GovernanceDeclaration
  | ActionDeclaration
  | ManifestDeclaration
  | PresetDeclaration
  | InvariantDeclaration
  | FixtureDeclaration
  | TestDeclaration

/** What may stand before any declaration or field. `doc` is the text of the `///` lines without the marker, joined by `\n`. */
export interface Documented {
  readonly doc: Documentation | undefined
  readonly annotations: readonly Annotation[]
}

export interface Documentation extends Node {
  readonly text: string
}

/** `@ui(widget: textarea)`; no parentheses: no arguments. */
export interface Annotation extends Node {
  readonly name: Name
  readonly arguments: readonly { readonly name: Name; readonly value: Expression }[]
}

/** Modifiers in front of a declaration: only `private` today. */
export interface Exportable {
  readonly isPrivate: boolean
}

export interface RoleDeclaration extends Node, Documented, Exportable {
  readonly kind: 'role'
  readonly name: Name
  /** `human` or `agent` as written; the checker judges it. */
  readonly nature: Name | undefined
}

export interface ObjectDeclaration extends Node, Documented, Exportable {
  readonly kind: 'object'
  readonly name: Name
  readonly states: readonly StateDeclaration[]
  readonly operations: readonly OperationDeclaration[]
}

export interface StateDeclaration extends Node {
  readonly name: Name
  readonly parameters: readonly TypeNode[]
}

/** `operation freeze: owned_by -> frozen` */
export interface OperationDeclaration extends Node {
  readonly name: Name
  readonly from: Name | undefined
  readonly to: Name | undefined
}

export interface PurposeDeclaration extends Node, Documented, Exportable {
  readonly kind: 'purpose'
  readonly name: Name
  readonly title: StringLiteral | undefined
  readonly entries: readonly Entry[]
}

/** `type Usd = Float(decimals: 2) unit USD where EXPR` */
export interface TypeDeclaration extends Node, Documented, Exportable {
  readonly kind: 'type'
  readonly name: Name
  readonly type: TypeNode | undefined
}

/** `unit KUSD = 1_000 USD` */
export interface UnitDeclaration extends Node, Documented, Exportable {
  readonly kind: 'unit'
  readonly name: Name
  readonly value: Expression | undefined
}

export interface ConstDeclaration extends Node, Documented, Exportable {
  readonly kind: 'const'
  readonly name: Name
  readonly type: TypeNode | undefined
  readonly value: Expression | undefined
}

export type FunctionParameter = Node & { readonly name: Name; readonly type: TypeNode | undefined }

/** `fn name(x: T, y: U): V = EXPR` */
export interface FunctionDeclaration extends Node, Documented, Exportable {
  readonly kind: 'fn'
  readonly name: Name
  readonly parameters: readonly FunctionParameter[]
  readonly result: TypeNode | undefined
  readonly body: Expression | undefined
}

/** `context { change_window: Bool }`: facts that the host supplies. It has no name of its own: `name` is the keyword. */
export interface ContextDeclaration extends Node, Documented, Exportable {
  readonly kind: 'context'
  readonly name: Name
  readonly fields: readonly FieldNode[]
}

/** `governance careful { … }`: entries for actions to use. */
export interface GovernanceDeclaration extends Node, Documented, Exportable {
  readonly kind: 'governance'
  readonly name: Name
  readonly entries: readonly Entry[]
}

export interface ActionDeclaration extends Node, Documented, Exportable {
  readonly kind: 'action'
  /** `read` for the keyword `read`. */
  readonly form: 'action' | 'read'
  readonly name: QualifiedName
  /** `extends git.push`: whose input, output, effects, rules and unwritten entries it takes. */
  readonly base: QualifiedName | undefined
  /** `version: "1.0.0"` and other plain entries at the top of the body. */
  readonly entries: readonly Entry[]
  readonly input: FieldBlock | undefined
  readonly output: FieldBlock | undefined
  readonly governance: GovernanceBlock | undefined
  readonly execution: EntryBlock | undefined
  readonly rules: readonly RuleNode[]
  readonly effects: readonly EffectNode[]
  /** Second and later `input`, `output`, `governance`, `execution` blocks, for the duplicate error. */
  readonly repeated: readonly { readonly name: string; readonly span: Span }[]
}

/** `governance { … }`; `governance: careful` and `governance careful { … }` have a base. */
export interface GovernanceBlock extends EntryBlock {
  readonly base: Name | undefined
}

export interface FieldBlock extends Node {
  readonly fields: readonly FieldNode[]
}

/** `memo?: nullable String(length: ..280) = "x"` */
export interface FieldNode extends Node, Documented {
  /** A quoted field has `quoted` true and its decoded text. */
  readonly name: Name
  readonly quoted: boolean
  readonly optional: boolean
  readonly nullable: boolean
  readonly type: TypeNode | undefined
  readonly defaultValue: Expression | undefined
}

/** `require name: EXPR because "…"` */
export interface RuleNode extends Node, Documented {
  readonly form: 'require' | 'forbid'
  readonly name: Name
  readonly condition: Expression | undefined
  readonly because: StringLiteral | undefined
}

/** `effect asset.transfer_ownership(input.asset_id): owned_by(input.a) -> owned_by(input.b) { requires_confirmation: true }` */
export interface EffectNode extends Node, Documented {
  /** `object.operation` */
  readonly target: QualifiedName
  readonly instance: Expression | undefined
  readonly from: StateReference | undefined
  readonly to: StateReference | undefined
  readonly entries: readonly Entry[]
}

export interface StateReference extends Node {
  readonly name: Name
  readonly arguments: readonly Expression[]
}

export interface ManifestDeclaration extends Node, Documented, Exportable {
  readonly kind: 'manifest'
  readonly name: Name
  readonly entries: readonly Entry[]
  readonly invariants: readonly InvariantDeclaration[]
}

export interface PresetDeclaration extends Node, Documented, Exportable {
  readonly kind: 'preset'
  readonly name: Name
  readonly base: Name | undefined
  readonly entries: readonly Entry[]
}

export interface InvariantDeclaration extends Node, Documented, Exportable {
  readonly kind: 'invariant'
  readonly name: Name
  readonly condition: Expression | undefined
}

/** `fixture trader: claims { … }`, `fixture transfer: asset.transfer_sensitive { … }` */
export interface FixtureDeclaration extends Node, Documented, Exportable {
  readonly kind: 'fixture'
  readonly name: Name
  readonly subject: QualifiedName
  readonly value: RecordExpression | undefined
}

export interface TestDeclaration extends Node, Documented, Exportable {
  readonly kind: 'test'
  readonly title: StringLiteral
  /** `for (amount, verdict) in [ (…), … ]` */
  readonly table: TestTable | undefined
  /** `given trader { role: x }` */
  readonly given: readonly TestReference[]
  /** `call transfer { amount: amount }` */
  readonly call: TestReference | undefined
  /** `context { change_window: true }` */
  readonly facts: RecordExpression | undefined
  readonly expectations: readonly Verdict[]
  /** `expect governance till.pay { rate: 20 per 1h by claims.agent_id }` */
  readonly governed: readonly GovernedNode[]
}

/** Entries as they stand in the governance of the action. */
export interface GovernedNode extends EntryBlock {
  readonly action: QualifiedName
}

export interface TestTable extends Node {
  readonly columns: readonly Name[]
  readonly rows: readonly TestRow[]
}

export interface TestRow extends Node {
  readonly cells: readonly TestCell[]
}

/** A cell is an expression, or a verdict (`stage`, `deny MAX_IMPACT_EXCEEDED`) when it starts with `allow`, `stage` or `deny`. */
export type TestCell =
  | { readonly kind: 'value'; readonly value: Expression; readonly span: Span }
  | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly span: Span }

export interface TestReference extends Node {
  readonly name: QualifiedName
  readonly overrides: RecordExpression | undefined
}

export type Verdict =
  | ({ readonly kind: 'allow' } & Node)
  | ({ readonly kind: 'stage'; readonly quorum: NumberLiteral | undefined } & Node)
  /** `reason` is a rule's name or a deny code; absent: any denial. */
  | ({ readonly kind: 'deny'; readonly reason: Name | undefined } & Node)
  /** `expect verdict`: a column of the table. */
  | ({ readonly kind: 'column'; readonly name: Name } & Node)

// Blocks of entries: manifests, presets, purposes, governance, execution.

export interface EntryBlock extends Node {
  readonly entries: readonly Entry[]
}

/** `name: value` or `name { … }`. */
export interface Entry extends Node {
  readonly name: Name
  readonly value: EntryValue | undefined
}

export type EntryValue =
  | Expression
  | ({ readonly kind: 'block'; readonly entries: readonly Entry[] } & Node)
  | ApprovalValue
  | RateValue
  | PathPatternList

/** `3 of compliance-officer and 1 of desk-lead within 2h`; the parser makes one for an entry named `approval`. */
export interface ApprovalValue extends Node {
  readonly kind: 'approval'
  readonly groups: readonly { readonly count: NumberLiteral; readonly role: Name; readonly span: Span }[]
  readonly within: DurationLiteral | undefined
  /** One `when`, or any number of `unless`. */
  readonly conditions: readonly ApprovalCondition[]
}

/** `when large: input.amount > 1_000 USD`, `unless small: …` */
export interface ApprovalCondition extends Node {
  readonly form: 'when' | 'unless'
  readonly topic: Name
  readonly condition: Expression | undefined
}

/** `20 per 1h by claims.agent_id counting all`; the parser makes one for an entry named `rate`. */
export interface RateValue extends Node {
  readonly kind: 'rate'
  readonly count: NumberLiteral
  readonly per: DurationLiteral
  readonly by: Expression
  readonly counting: Name | undefined
}

/** `[asset.transfer_ownership, ledger.*]`; the parser makes one for an entry named `permits`. Each pattern's text is dotted, `*` for any segment. */
export interface PathPatternList extends Node {
  readonly kind: 'path-patterns'
  readonly patterns: readonly Name[]
}

// Types.

export type TypeNode = NamedTypeNode | RecordTypeNode | LiteralUnionNode | UnionTypeNode

/** `List<String(length: ..9)>(length: 1..8)`, `Usd(range: 0..)`, `Float(decimals: 2) unit USD where EXPR` */
export interface NamedTypeNode extends Node {
  readonly kind: 'named-type'
  readonly name: Name
  readonly arguments: readonly TypeNode[]
  readonly refinements: readonly Refinement[]
  readonly unit: Name | undefined
  readonly where: Expression | undefined
}

export interface Refinement extends Node {
  readonly name: Name
  readonly value: RangeNode | Expression
}

/** `1..64`, `0..`, `..280`; ends are inclusive. */
export interface RangeNode extends Node {
  readonly kind: 'range'
  readonly min: Expression | undefined
  readonly max: Expression | undefined
}

/** `{ a: String, b?: Int }`; `open { … }` admits other keys. */
export interface RecordTypeNode extends Node {
  readonly kind: 'record-type'
  readonly open: boolean
  readonly fields: readonly FieldNode[]
}

/** `union on kind { card { number: String } transfer { iban: Iban } }` */
export interface UnionTypeNode extends Node {
  readonly kind: 'union-type'
  readonly discriminator: Name
  readonly variants: readonly VariantNode[]
}

/** `card { … }`, `"x-card" { … }`: the name is the text that stands in the discriminator. */
export interface VariantNode extends Node {
  readonly name: Name
  readonly quoted: boolean
  readonly fields: readonly FieldNode[]
}

/** `"pending" | "confirmed"` */
export interface LiteralUnionNode extends Node {
  readonly kind: 'literal-union'
  readonly literals: readonly StringLiteral[]
}
