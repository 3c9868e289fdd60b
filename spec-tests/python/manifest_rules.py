"""The rules that relate several fields of a manifest.

It owns orders, sums, counts and what one field demands of another. It must not check a field on its own: manifest_shape has done so, and a rule
whose fields are missing or of the wrong type says nothing.
"""

import base64
import binascii

import ed25519_key
import semver_range
from findings import is_number, items, members
from json_schema_keywords import used_keywords
from manifest_shape import CLASSIFICATIONS, FEATURES

POLICY_SCHEMA_VERSION = (1, 1, 0)
SHORTEST_SEQUENCE = 16


def check_rules(manifest, coordination, findings):
    """`coordination` is the expanded block."""
    check_coordination(coordination, ("policy", "coordination"), findings)
    _policy(manifest, findings)
    _features(manifest, findings)
    _trust(manifest, coordination, findings)
    for index, action in enumerate(items(members(manifest, "actions"))):
        _action(manifest, action, ("actions", index), findings)
    if members(manifest, "manifest_version") == "1.0" and items(members(manifest, "actions")):
        findings.add("ACTIONS_IN_V1_0", ("actions",))


def _ascending(values, strict):
    """None where a value is no number."""
    if not all(is_number(value) for value in values):
        return None
    return all(a < b or (a == b and not strict) for a, b in zip(values, values[1:]))


def check_coordination(block, path, findings):
    def value(name):
        return members(block, *name.split("."))

    center, margin = value("d_crit"), value("d_crit_hysteresis")
    if is_number(center) and is_number(margin) and (center - margin < 0 or center + margin > 1):
        findings.add("D_CRIT_BAND_OUT_OF_RANGE", path + ("d_crit_hysteresis",))
    orders = (
        ("ABSENCE_THRESHOLDS_NOT_ASCENDING", True, "circuit_breaker.signal_absence_threshold circuit_breaker.full_absence_threshold"),
        ("BREAKOUT_QUORUM_TOO_LARGE", False, "breakout_authorization.required_signers breakout_authorization.total_signers"),
        ("FIDELITY_THRESHOLDS_NOT_ASCENDING", True, "memory.fidelity_low_threshold memory.fidelity_high_threshold"),
        ("RETENTION_DAYS_NOT_ASCENDING", False, "memory.retention_days_standard memory.retention_days_extended memory.retention_days_maximum"),
        ("WEIGHTS_NOT_ORDERED", False, "w_min w_initial w_max"),
        ("WEIGHT_CEILING_OUT_OF_RANGE", False, "w_min w_floor_ceiling w_max"),
    )
    for code, strict, names in orders:
        if _ascending([value(name) for name in names.split()], strict) is False:
            findings.add(code, path + tuple(names.split()[0].split(".")))


def _policy(manifest, findings):
    wanted = members(manifest, "policy", "compatible_policy_version")
    path = ("policy", "compatible_policy_version")
    if isinstance(wanted, str) and wanted:
        answer = semver_range.matches(POLICY_SCHEMA_VERSION, wanted)
        if answer is None:
            findings.add("BAD_FORMAT", path)
        elif not answer:
            findings.add("POLICY_VERSION_INCOMPATIBLE", path)


GOVERNANCE_FEATURES = {
    "rules": "rules.1",
    "approver_groups": "groups.1",
    "approval_ttl_seconds": "ttl.1",
    "approval_waivers": "waivers.1",
    "scopes": "scopes.1",
    "rate": "rate.1",
}
SCHEMA_FEATURES = {"x-claw-decimals": "decimals.1", "x-claw-json": "json.1", "x-claw-where": "where.1"}


def used_features(manifest):
    used = set()
    if members(manifest, "policy", "purposes") is not None:
        used.add("purposes.1")
    for action in items(members(manifest, "actions")):
        governance = members(action, "governance")
        used.update(feature for field, feature in GOVERNANCE_FEATURES.items() if members(governance, field) not in (None, []))
        if members(governance, "max_impact", "measure") is not None:
            used.add("measure.1")
        if members(action, "context_schema") is not None:
            used.add("context.1")
        for name in ("input_schema", "output_schema", "context_schema"):
            used.update(SCHEMA_FEATURES[keyword] for keyword in used_keywords(members(action, name), SCHEMA_FEATURES))
    return used


def _features(manifest, findings):
    path = ("policy", "required_features")
    listed = members(manifest, "policy", "required_features")
    listed = [] if listed is None else listed
    if not isinstance(listed, list):
        return
    names = [entry if isinstance(entry, str) and entry in FEATURES else None for entry in listed]
    for index, (left, right) in enumerate(zip(listed, names[1:]), 1):
        if isinstance(left, str) and right is not None and left >= right:
            findings.add("FEATURES_NOT_ASCENDING", path + (index,))
    used = used_features(manifest)
    if used - {name for name in names if name}:
        findings.add("FEATURE_NOT_DECLARED", path)
    for index, name in enumerate(names):
        if name is not None and name not in used:
            findings.add("FEATURE_NOT_USED", path + (index,))


def _trust(manifest, coordination, findings):
    trust = members(manifest, "policy", "trust")
    signers = members(trust, "breakout_signers")
    total = members(coordination, "breakout_authorization", "total_signers")
    if isinstance(signers, list) and is_number(total) and len(signers) != total:
        findings.add("BREAKOUT_SIGNERS_COUNT", ("policy", "trust", "breakout_signers"))
    for name in ("issuers", "approvers", "breakout_signers"):
        seen = set()
        for index, holder in enumerate(items(members(trust, name))):
            path = ("policy", "trust", name, index, "public_key")
            key = _key_bytes(members(holder, "public_key"))
            is_raw = name != "issuers" or members(holder, "alg") == "EdDSA"
            if key is None:
                continue
            if is_raw and not ed25519_key.is_acceptable(key):
                findings.add("PUBLIC_KEY_REFUSED", path)
            elif not is_raw and not _is_der_sequence(key):
                findings.add("PUBLIC_KEY_REFUSED", path)
            if name != "issuers" and key in seen:
                findings.add("PUBLIC_KEY_SHARED", path)
            seen.add(key)


def _is_der_sequence(data):
    """One DER sequence that fills the bytes, with a length of at most two bytes; nothing inside is looked at."""
    if len(data) < SHORTEST_SEQUENCE or data[0] != 0x30:
        return False
    count = data[1] - 0x80 if data[1] >= 0x80 else 0
    if data[1] >= 0x80 and count not in (1, 2):
        return False
    length = int.from_bytes(data[2 : 2 + count], "big") if count else data[1]
    return len(data) == 2 + count + length


def _key_bytes(text):
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else None
    except (binascii.Error, ValueError):
        return None


def _action(manifest, action, path, findings):
    governance = members(action, "governance")
    at = path + ("governance",)
    _roles(manifest, governance, at, findings)
    _approval(action, governance, at, findings)
    level, needed = members(manifest, "permissions", "classification_level"), members(governance, "classification")
    if level in CLASSIFICATIONS and needed in CLASSIFICATIONS and CLASSIFICATIONS.index(needed) > CLASSIFICATIONS.index(level):
        findings.add("CLASSIFICATION_ABOVE_PERMISSIONS", at + ("classification",))


def _roles(manifest, governance, path, findings):
    """Where roles are declared, every role used is, and those who approve are human."""
    declared = members(manifest, "policy", "roles")
    if not isinstance(declared, dict):
        return
    for index, role in enumerate(items(members(governance, "authorized_roles"))):
        if isinstance(role, str) and role not in declared:
            findings.add("ROLE_NOT_DECLARED", path + ("authorized_roles", index))
    unnamed = members(governance, "approver_groups") is None
    if members(governance, "requires_approval") is True and unnamed and declared.get("operator") == "agent":
        findings.add("APPROVER_ROLE_NOT_HUMAN", path + ("requires_approval",))
    for where, groups in _group_lists(governance, path):
        for index, group in enumerate(groups):
            role = members(group, "role")
            if isinstance(role, str) and role not in declared:
                findings.add("ROLE_NOT_DECLARED", where + (index, "role"))
            elif isinstance(role, str) and declared[role] == "agent":
                findings.add("APPROVER_ROLE_NOT_HUMAN", where + (index, "role"))


def _group_lists(governance, path):
    yield path + ("approver_groups",), items(members(governance, "approver_groups"))
    for index, waiver in enumerate(items(members(governance, "approval_waivers"))):
        yield path + ("approval_waivers", index, "approver_groups"), items(members(waiver, "approver_groups"))


def _approval(action, governance, path, findings):
    quorum = members(governance, "approval_quorum")
    if members(governance, "requires_approval") is True:
        if members(governance, "approval_quorum") is None or (is_number(quorum) and quorum < 1):
            findings.add("APPROVAL_WITHOUT_QUORUM", path + ("approval_quorum",))
        total = _sum(members(governance, "approver_groups"))
        if total is not None and is_number(quorum) and total != quorum:
            findings.add("APPROVER_GROUPS_SUM", path + ("approval_quorum",))
        for index, waiver in enumerate(items(members(governance, "approval_waivers"))):
            asked = _sum(members(waiver, "approver_groups"))
            if asked is not None and is_number(quorum) and asked > quorum:
                findings.add("WAIVER_RAISES_QUORUM", path + ("approval_waivers", index, "approver_groups"))
    elif members(governance, "requires_approval") is False:
        for name in ("approver_groups", "approval_ttl_seconds", "approval_waivers"):
            if members(governance, name) is not None:
                findings.add("APPROVAL_FIELD_WITHOUT_APPROVAL", path + (name,))
        if members(governance, "requires_two_phase_commit") is True:
            findings.add("TWO_PHASE_WITHOUT_APPROVAL", path + ("requires_two_phase_commit",))
        for index, effect in enumerate(items(members(action, "side_effects"))):
            if members(effect, "requires_confirmation") is True:
                findings.add("CONFIRMATION_WITHOUT_APPROVAL", path[:-1] + ("side_effects", index, "requires_confirmation"))


def _sum(groups):
    if not isinstance(groups, list):
        return None
    counts = [members(group, "min") for group in groups]
    return sum(counts) if all(is_number(count) for count in counts) else None
