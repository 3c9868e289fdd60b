/**
 * The shape and ranges of `policy.coordination`: architecture 2.5, with the constants its formulas use. Relations between two parameters are
 * rules in `validate/`.
 */
import {
  type BlockShape,
  block,
  boolean,
  type Field,
  integer,
  number,
  type Presence,
  required,
  type Shape,
} from './shape.ts'

const field =
  (presence: Presence) =>
  (name: string, shape: Shape, example: unknown, description: string): Field => ({
    name,
    shape,
    presence,
    description,
    example,
  })
const preset: (name: string, shape: Shape, example: unknown, description: string) => Field = field('preset')
const constant: typeof preset = field('default')

const FRACTION = number({ above: 0, max: 1 })
const OPEN_FRACTION = number({ above: 0, below: 1 })
const UNIT_INTERVAL = number({ min: 0, max: 1 })
const COUNT = integer({ min: 1 })

export const CIRCUIT_BREAKER: BlockShape = block('CircuitBreaker', 'When the watchdog tightens what agents may do.', [
  preset('watchdog_window_seconds', COUNT, 30, 'Length of one heartbeat window, in seconds.'),
  preset(
    'signal_absence_threshold',
    COUNT,
    2,
    'Windows without a valid heartbeat before Conservative mode; below full_absence_threshold.',
  ),
  preset('full_absence_threshold', COUNT, 4, 'Windows without a valid heartbeat before Blind mode.'),
  {
    ...preset(
      'circuit_breaker_approval_quorum',
      COUNT,
      3,
      'Approvals an action promoted by Conservative mode needs at least.',
    ),
    presence: 'preset-1.1',
  },
])

export const BREAKOUT_AUTHORIZATION: BlockShape = block(
  'BreakoutAuthorization',
  'N of M people who may break out of Blind mode.',
  [
    preset('required_signers', COUNT, 3, 'N: signatures needed; at most total_signers.'),
    preset('total_signers', COUNT, 5, 'M: people who hold a breakout key.'),
  ],
)

export const MEMORY: BlockShape = block('Memory', 'How long pruned context is kept, by how faithful its summary is.', [
  preset('fidelity_high_threshold', UNIT_INTERVAL, 0.95, 'Fidelity from which the standard retention is enough.'),
  preset(
    'fidelity_low_threshold',
    UNIT_INTERVAL,
    0.85,
    'Fidelity below which the longest retention holds; below fidelity_high_threshold.',
  ),
  preset('retention_days_standard', COUNT, 30, 'Days a faithful summary keeps its source.'),
  preset('retention_days_extended', COUNT, 60, 'Days in between; at least the standard.'),
  preset('retention_days_maximum', COUNT, 90, 'Days for the least faithful summaries; at least the extended.'),
  constant('fidelity_floor', UNIT_INTERVAL, 0.75, 'Fidelity below which a summary is not used at all.'),
])

export const COORDINATION: BlockShape = block(
  'Coordination',
  'Every tuning parameter of swarm coordination, memory and breaker.',
  [
    preset('nsv_crit', FRACTION, 0.35, 'Swarm diversity (NSV) below which convergence is reported.'),
    preset('sgdop_eigenvalue_floor', OPEN_FRACTION, 1e-5, 'Eigenvalues at or below it count as zero in SGDOP.'),
    required(
      's_bar',
      number({ min: -1, max: 1 }),
      0.31,
      'Mean cosine of unrelated pairs under the embedding model in use; no preset carries it.',
    ),
    preset('gamma', FRACTION, 0.05, 'Learning rate of reputation.'),
    preset('eta', OPEN_FRACTION, 0.02, 'Decay rate of the verdict pool.'),
    preset('tau', number({ above: 0 }), 0.3, 'Temperature of the softmax over weights.'),
    preset('kappa', UNIT_INTERVAL, 0.1, 'How much a dividend raises the weight floor.'),
    preset('lambda_d', number({ min: 0, below: 1 }), 0.05, 'Decay rate of dividends per round.'),
    preset('d_crit', UNIT_INTERVAL, 0.7, 'Coverage of the blind spot that earns a dividend.'),
    preset(
      'd_crit_hysteresis',
      UNIT_INTERVAL,
      0.02,
      'Half width of the band around d_crit; the band stays inside [0, 1].',
    ),
    preset('w_consistency', COUNT, 5, 'Rounds of coverage before a dividend accrues.'),
    preset('variance_ceiling', FRACTION, 0.15, 'Position variance at which the dividend is nothing.'),
    preset('enable_contribution_isolation', boolean, true, 'Whether dividends are scaled by each agent’s own share.'),
    preset('fingerprint_ttl_hours', COUNT, 6, 'Hours a model fingerprint stays valid.'),
    preset('fingerprint_confidence_floor', UNIT_INTERVAL, 0.97, 'Confidence below which a fingerprint is no proof.'),
    preset('pruning_context_threshold', FRACTION, 0.7, 'Share of the context window at which pruning starts.'),
    preset('pruning_retain_turns', COUNT, 20, 'Latest turns that are never pruned.'),
    preset('max_distillation_depth', COUNT, 2, 'How often a summary may be summarised again.'),
    preset('circuit_breaker', CIRCUIT_BREAKER, undefined, 'When the watchdog tightens what agents may do.'),
    preset(
      'breakout_authorization',
      BREAKOUT_AUTHORIZATION,
      undefined,
      'N of M people who may break out of Blind mode.',
    ),
    preset('memory', MEMORY, undefined, 'How long pruned context is kept.'),
    constant('delta_d', FRACTION, 0.05, 'Dividend of one round before penalties.'),
    constant('w_min', FRACTION, 0.1, 'Smallest weight of an agent.'),
    constant('w_max', FRACTION, 1, 'Largest weight of an agent.'),
    constant('w_floor_ceiling', FRACTION, 0.6, 'Highest floor that dividends can give; from w_min to w_max.'),
    constant('w_initial', FRACTION, 0.5, 'Weight of a new agent; from w_min to w_max.'),
  ],
)
