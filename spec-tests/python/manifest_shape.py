"""The shape of a manifest: which fields there are, of which type, in which range.

It owns the tables and the walk over them, one field at a time. It must not relate two fields: that is manifest_rules.
"""

import re

from findings import is_number, same
from json_schema_keywords import check_schema

CLASSIFICATIONS = ("standard", "sensitive", "restricted", "high")
RUNTIMES = ("hermes", "openclaw", "goose", "pi", "custom")
PRESET_NAMES = ("finance-compliance-high", "research-exploration-high", "software-dev-balanced", "custom")
FEATURES = tuple("%s.1" % name for name in "context decimals groups json measure purposes rate rules scopes ttl waivers where".split())

# Code points; a longer text has none of the forms below.
LONGEST_FORM = 4096

SEGMENT = r"[A-Za-z0-9_-]+"
LABEL = r"(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
FORMS = {
    "root": r"[0-9a-f]{64}",
    "semver": r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2}(?:-%s(?:\.%s)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?" % (LABEL, LABEL),
    "range": r"[0-9A-Za-z.+*^~<>=| -]+",
    "action-id": r"%s(?:\.%s)*" % (SEGMENT, SEGMENT),
    "pattern": r"(?:%s|\*)(?:\.(?:%s|\*))*" % (SEGMENT, SEGMENT),
    "name": SEGMENT,
    "word": r"\S+",
    "currency": r"[A-Z][A-Za-z0-9]{0,15}",
    "base64": r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?",
    "path": r"[^.]+(?:\.[^.]+)*",
    "claims-path": r"(?:claims|input)(?:\.[A-Za-z_][A-Za-z0-9_-]*)+",
}


# Shapes are small functions (value, path, findings) -> None, made by the functions below.


def text(form=None):
    pattern = re.compile(FORMS[form]) if form else None

    def check(value, path, findings):
        if not isinstance(value, str):
            findings.add("WRONG_TYPE", path)
        elif value == "":
            findings.add("EMPTY_TEXT", path)
        elif pattern and (len(value) > LONGEST_FORM or not pattern.fullmatch(value)):
            findings.add("BAD_FORMAT", path)

    return check


def one_of(values, code="NOT_IN_LIST"):
    def check(value, path, findings):
        if not isinstance(value, str):
            findings.add("WRONG_TYPE", path)
        elif value not in values:
            findings.add(code, path)

    return check


def number(low=None, high=None, above=None, below=None, whole=False):
    """Bounds `low` and `high` are allowed values, `above` and `below` are not."""

    def check(value, path, findings):
        if not is_number(value):
            findings.add("WRONG_TYPE", path)
        elif whole and not float(value).is_integer():
            findings.add("NOT_AN_INTEGER", path)
        elif whole and abs(value) > 2**53 - 1:
            findings.add("NOT_AN_INTEGER", path)
        elif (
            (low is not None and value < low)
            or (high is not None and value > high)
            or (above is not None and value <= above)
            or (below is not None and value >= below)
        ):
            findings.add("OUT_OF_RANGE", path)

    return check


def boolean(value, path, findings):
    if not isinstance(value, bool):
        findings.add("WRONG_TYPE", path)


def schema(value, path, findings):
    if not isinstance(value, dict):
        findings.add("WRONG_TYPE", path)
    else:
        check_schema(value, path, findings)


def list_of(item, least=0, unique=None, duplicate="DUPLICATE_ITEM"):
    """`unique`: None, True (no two equal items), or the fields in which no two items may agree."""

    def check(value, path, findings):
        if not isinstance(value, list):
            findings.add("WRONG_TYPE", path)
            return
        if len(value) < least:
            findings.add("TOO_FEW_ITEMS", path)
        seen = []
        for index, entry in enumerate(value):
            item(entry, path + (index,), findings)
            if unique is None:
                continue
            if unique is True:
                mark, at = entry, path + (index,)
            elif isinstance(entry, dict) and all(field in entry for field in unique):
                mark, at = [entry[field] for field in unique], path + (index, unique[-1])
            else:
                continue
            if any(same(mark, other) for other in seen):
                findings.add(duplicate, at)
            seen.append(mark)

    return check


def map_of(key, value_shape):
    pattern = re.compile(FORMS[key])

    def check(value, path, findings):
        if not isinstance(value, dict):
            findings.add("WRONG_TYPE", path)
            return
        for name, entry in value.items():
            if len(name) > LONGEST_FORM or not pattern.fullmatch(name):
                findings.add("BAD_FORMAT", path + (name,))
            value_shape(entry, path + (name,), findings)

    return check


def block(required, optional=None, extensible=True):
    """Two dicts of field -> shape. Unknown fields are refused, `x-*` extensions apart."""
    fields = {**required, **(optional or {})}

    def check(value, path, findings):
        if not isinstance(value, dict):
            findings.add("WRONG_TYPE", path)
            return
        for name in required:
            if name not in value:
                findings.add("MISSING_FIELD", path + (name,))
        for name, entry in value.items():
            if name in fields:
                fields[name](entry, path + (name,), findings)
            elif not name.startswith("x-") or len(name) == 2:
                findings.add("UNKNOWN_FIELD", path + (name,))
            elif not extensible:
                findings.add("TOP_LEVEL_EXTENSION", path + (name,))

    return check


COUNT = number(low=1, whole=True)
FRACTION = number(above=0, high=1)
OPEN = number(above=0, below=1)
CLOSED = number(low=0, high=1)

GROUPS = list_of(block({"role": text("name"), "min": COUNT}), least=1, unique=("role",))

GOVERNANCE = block(
    {
        "classification": one_of(CLASSIFICATIONS),
        "risk_tier": number(low=1, high=5, whole=True),
        "requires_approval": boolean,
        "requires_two_phase_commit": boolean,
        "authorized_roles": list_of(text("name"), least=1, unique=True),
    },
    {
        "approval_quorum": number(low=0, whole=True),
        "max_impact": block({"currency": text("currency"), "value": number(above=0)}, {"measure": text()}),
        "rules": list_of(
            block({"id": text("name"), "kind": one_of(("require", "forbid")), "cel": text(), "message": text()}), unique=("id",)
        ),
        "approver_groups": GROUPS,
        "approval_ttl_seconds": number(low=1, high=2592000, whole=True),
        "approval_waivers": list_of(block({"id": text("name"), "cel": text()}, {"approver_groups": GROUPS}), unique=("id",)),
        "scopes": list_of(text("word"), unique=True),
        "rate": block(
            {"count": COUNT, "per_seconds": COUNT, "by": text("claims-path"), "counting": one_of(("executed", "all"))}
        ),
    },
)

SIDE_EFFECT = block(
    {
        "object": text("action-id"),
        "operation": text("name"),
        "state_transition": text(),
        "requires_confirmation": boolean,
        "reversible": boolean,
    },
    {"instance": text("path")},
)

ACTION = block(
    {
        "id": text("action-id"),
        "version": text(),
        "description": text(),
        "input_schema": schema,
        "output_schema": schema,
        "governance": GOVERNANCE,
        "side_effects": list_of(SIDE_EFFECT),
        "execution": block(
            {"handler": text(), "timeout_seconds": COUNT, "retry_policy": one_of(("none", "fixed", "exponential"))},
            {"compensate": text(), "idempotent": boolean},
        ),
    },
    {"context_schema": schema},
)


def coordination(version, is_preset_known=True):
    """The block as it is after expansion. A v1.0 manifest may lack the one field that v1.1 added; under a preset that is none, only what every
    preset leaves open is missed, since the rest would be said once for the preset and once for each field."""
    supplied = block if is_preset_known else lambda fields: block({}, fields)
    added = {"circuit_breaker_approval_quorum": COUNT}
    breaker = {"watchdog_window_seconds": COUNT, "signal_absence_threshold": COUNT, "full_absence_threshold": number(low=2, whole=True)}
    if version == "1.0":
        circuit_breaker = block(breaker if is_preset_known else {}, {**breaker, **added})
    else:
        circuit_breaker = supplied({**breaker, **added})
    fields = {
        "nsv_crit": FRACTION,
        "sgdop_eigenvalue_floor": OPEN,
        "s_bar": number(low=-1, high=1),
        "gamma": FRACTION,
        "eta": OPEN,
        "tau": number(above=0),
        "kappa": CLOSED,
        "lambda_d": number(low=0, below=1),
        "d_crit": CLOSED,
        "d_crit_hysteresis": CLOSED,
        "w_consistency": COUNT,
        "variance_ceiling": FRACTION,
        "enable_contribution_isolation": boolean,
        "fingerprint_ttl_hours": COUNT,
        "fingerprint_confidence_floor": CLOSED,
        "pruning_context_threshold": FRACTION,
        "pruning_retain_turns": COUNT,
        "max_distillation_depth": COUNT,
        "circuit_breaker": circuit_breaker,
        "breakout_authorization": supplied({"required_signers": COUNT, "total_signers": COUNT}),
        "memory": supplied(
            {
                "fidelity_high_threshold": CLOSED,
                "fidelity_low_threshold": CLOSED,
                "retention_days_standard": COUNT,
                "retention_days_extended": COUNT,
                "retention_days_maximum": COUNT,
                "fidelity_floor": CLOSED,
            }
        ),
        "delta_d": FRACTION,
        "w_min": FRACTION,
        "w_max": FRACTION,
        "w_floor_ceiling": FRACTION,
        "w_initial": FRACTION,
    }
    if is_preset_known:
        return block(fields)
    return block({"s_bar": fields.pop("s_bar")}, fields)


def policy(version, is_preset_known):
    key = text("base64")
    trust = block(
        {},
        {
            "issuers": list_of(
                block({"iss": text(), "alg": one_of(("EdDSA", "ES256", "RS256")), "kid": text(), "public_key": key}),
                unique=("iss", "kid"),
            ),
            "approvers": list_of(
                block({"subject": text(), "roles": list_of(text("name"), least=1, unique=True), "public_key": key}),
                unique=("subject",),
            ),
            "breakout_signers": list_of(block({"id": text(), "public_key": key}), unique=("id",)),
            "base_model_key_ref": text(),
        },
    )
    return block(
        {
            "preset": one_of(PRESET_NAMES),
            "required_signatures": number(low=0, whole=True),
            "canary_rollout": boolean,
            "rollback_rules": text(),
            "compatible_policy_version": text("range"),
            "coordination": coordination(version, is_preset_known),
        },
        {
            "purposes": map_of("name", list_of(text("pattern"), unique=True)),
            "required_features": list_of(one_of(FEATURES, "FEATURE_UNKNOWN")),
            "roles": map_of("name", one_of(("human", "agent"))),
            "trust": trust,
        },
    )


def manifest(version, is_preset_known):
    blocks = {
        "manifest_version": one_of(("1.0", "1.1"), "UNSUPPORTED_VERSION"),
        "merkle_root": text("root"),
        "identity": block(
            {
                "agent_id": text(),
                "runtime": one_of(RUNTIMES),
                "runtime_version": text("semver"),
                "model_family": text(),
                "coordinator_key_ref": text(),
            }
        ),
        "provenance": block(
            {
                "artifact_cids": list_of(text(), unique=True),
                "build_source": text(),
                "base_model_weight_hash": text(),
                "base_model_hsm_signature": text(),
            }
        ),
        "permissions": block(
            {"tool_use": list_of(text(), unique=True), "classification_level": one_of(CLASSIFICATIONS), "processing_purpose": text()}
        ),
        "policy": policy(version, is_preset_known),
    }
    actions = {"actions": list_of(ACTION, unique=("id",), duplicate="DUPLICATE_ACTION_ID")}
    if version == "1.0":
        return block(blocks, actions, extensible=False)
    return block({**blocks, **actions}, extensible=False)


MANIFESTS = {(version, known): manifest(version, known) for version in ("1.0", "1.1") for known in (True, False)}
COORDINATION = coordination("1.1")
