"""Preset resolution: the named table, then the overrides field by field, then the constants that the source documents use but place nowhere.

It owns the three tables of the architecture document 2.6. It must not judge the result: ranges are manifest_shape's business.
"""


def _table(scalars, breaker, breakout, fidelity):
    names = (
        "nsv_crit sgdop_eigenvalue_floor gamma eta tau kappa lambda_d d_crit d_crit_hysteresis w_consistency variance_ceiling "
        "enable_contribution_isolation fingerprint_ttl_hours fingerprint_confidence_floor pruning_context_threshold "
        "pruning_retain_turns max_distillation_depth"
    ).split()
    table = dict(zip(names, scalars, strict=True))
    breaker_names = "watchdog_window_seconds signal_absence_threshold full_absence_threshold circuit_breaker_approval_quorum"
    table["circuit_breaker"] = dict(zip(breaker_names.split(), breaker, strict=True))
    table["breakout_authorization"] = {"required_signers": breakout[0], "total_signers": breakout[1]}
    table["memory"] = {
        "fidelity_high_threshold": fidelity[0],
        "fidelity_low_threshold": fidelity[1],
        "retention_days_standard": 30,
        "retention_days_extended": 60,
        "retention_days_maximum": 90,
    }
    return table


PRESETS = {
    "finance-compliance-high": _table(
        (0.35, 1e-5, 0.05, 0.02, 0.3, 0.1, 0.05, 0.7, 0.02, 5, 0.15, True, 6, 0.97, 0.70, 20, 2),
        (30, 2, 4, 3),
        (3, 5),
        (0.95, 0.85),
    ),
    "research-exploration-high": _table(
        (0.15, 1e-6, 0.15, 0.10, 1.5, 0.25, 0.02, 0.4, 0.03, 2, 0.35, False, 48, 0.80, 0.88, 6, 2),
        (120, 5, 10, 1),
        (1, 3),
        (0.85, 0.70),
    ),
    "software-dev-balanced": _table(
        (0.22, 1e-6, 0.10, 0.05, 0.8, 0.15, 0.03, 0.55, 0.02, 3, 0.25, False, 24, 0.90, 0.80, 10, 2),
        (60, 3, 6, 2),
        (2, 3),
        (0.90, 0.75),
    ),
    "custom": {},
}

CONSTANTS = {
    "delta_d": 0.05,
    "w_min": 0.1,
    "w_max": 1.0,
    "w_floor_ceiling": 0.6,
    "w_initial": 0.5,
    "memory": {"fidelity_floor": 0.75},
}


def expand(preset, overrides):
    """(name, coordination as written) -> the coordination block that is bound and enforced."""
    table = PRESETS.get(preset, {}) if isinstance(preset, str) else {}
    return _overlay(_overlay(CONSTANTS, table), overrides)


def _overlay(base, over):
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    merged = dict(base)
    for name, value in over.items():
        merged[name] = _overlay(base[name], value) if name in base else value
    return merged
