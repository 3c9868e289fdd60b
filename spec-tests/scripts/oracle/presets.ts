/**
 * The preset tables, copied by hand from the architecture document section 2.6, and the expansion: table, then overrides, then the constants that no
 * table places. A second copy on purpose: the tables of the validator are generated, and these show whether they are right.
 */

export type Settings = { [name: string]: number | boolean | Settings }

export const PRESET_TABLES: Readonly<Record<string, Settings>> = {
  'finance-compliance-high': {
    nsv_crit: 0.35,
    sgdop_eigenvalue_floor: 1e-5,
    gamma: 0.05,
    eta: 0.02,
    tau: 0.3,
    kappa: 0.1,
    lambda_d: 0.05,
    d_crit: 0.7,
    d_crit_hysteresis: 0.02,
    w_consistency: 5,
    variance_ceiling: 0.15,
    enable_contribution_isolation: true,
    fingerprint_ttl_hours: 6,
    fingerprint_confidence_floor: 0.97,
    pruning_context_threshold: 0.7,
    pruning_retain_turns: 20,
    max_distillation_depth: 2,
    circuit_breaker: {
      watchdog_window_seconds: 30,
      signal_absence_threshold: 2,
      full_absence_threshold: 4,
      circuit_breaker_approval_quorum: 3,
    },
    breakout_authorization: { required_signers: 3, total_signers: 5 },
    memory: {
      fidelity_high_threshold: 0.95,
      fidelity_low_threshold: 0.85,
      retention_days_standard: 30,
      retention_days_extended: 60,
      retention_days_maximum: 90,
    },
  },
  'research-exploration-high': {
    nsv_crit: 0.15,
    sgdop_eigenvalue_floor: 1e-6,
    gamma: 0.15,
    eta: 0.1,
    tau: 1.5,
    kappa: 0.25,
    lambda_d: 0.02,
    d_crit: 0.4,
    d_crit_hysteresis: 0.03,
    w_consistency: 2,
    variance_ceiling: 0.35,
    enable_contribution_isolation: false,
    fingerprint_ttl_hours: 48,
    fingerprint_confidence_floor: 0.8,
    pruning_context_threshold: 0.88,
    pruning_retain_turns: 6,
    max_distillation_depth: 2,
    circuit_breaker: {
      watchdog_window_seconds: 120,
      signal_absence_threshold: 5,
      full_absence_threshold: 10,
      circuit_breaker_approval_quorum: 1,
    },
    breakout_authorization: { required_signers: 1, total_signers: 3 },
    memory: {
      fidelity_high_threshold: 0.85,
      fidelity_low_threshold: 0.7,
      retention_days_standard: 30,
      retention_days_extended: 60,
      retention_days_maximum: 90,
    },
  },
  'software-dev-balanced': {
    nsv_crit: 0.22,
    sgdop_eigenvalue_floor: 1e-6,
    gamma: 0.1,
    eta: 0.05,
    tau: 0.8,
    kappa: 0.15,
    lambda_d: 0.03,
    d_crit: 0.55,
    d_crit_hysteresis: 0.02,
    w_consistency: 3,
    variance_ceiling: 0.25,
    enable_contribution_isolation: false,
    fingerprint_ttl_hours: 24,
    fingerprint_confidence_floor: 0.9,
    pruning_context_threshold: 0.8,
    pruning_retain_turns: 10,
    max_distillation_depth: 2,
    circuit_breaker: {
      watchdog_window_seconds: 60,
      signal_absence_threshold: 3,
      full_absence_threshold: 6,
      circuit_breaker_approval_quorum: 2,
    },
    breakout_authorization: { required_signers: 2, total_signers: 3 },
    memory: {
      fidelity_high_threshold: 0.9,
      fidelity_low_threshold: 0.75,
      retention_days_standard: 30,
      retention_days_extended: 60,
      retention_days_maximum: 90,
    },
  },
  custom: {},
}

const CONSTANTS: Settings = {
  delta_d: 0.05,
  w_min: 0.1,
  w_max: 1,
  w_floor_ceiling: 0.6,
  w_initial: 0.5,
  memory: { fidelity_floor: 0.75 },
}

export function expandPreset(preset: string, overrides: Settings): Settings {
  return overlay(overlay(CONSTANTS, PRESET_TABLES[preset] ?? {}), overrides)
}

function overlay(base: Settings, over: Settings): Settings {
  const merged: Settings = { ...base }
  for (const [name, value] of Object.entries(over)) {
    const below = merged[name]
    merged[name] = typeof value === 'object' && typeof below === 'object' ? overlay(below, value) : value
  }
  return merged
}
