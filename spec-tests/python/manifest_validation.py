"""The judgement on a whole manifest, and preset resolution.

It owns the order of the checks: shape, rules, then the root. It must not adjust anything: a manifest is valid as it stands or refused.
"""

import manifest_root
import manifest_rules
import manifest_shape
import presets
import strict_json
from canonical_json import CanonicalError, canonicalize
from findings import Findings, items, members

MAXIMUM_ACTIONS = 10_000
MAXIMUM_VALUES = 1_000_000


def validate_text(text):
    """The text of a JSON manifest -> {ok, root?, issues}."""
    try:
        return validate(strict_json.parse_text(text))
    except strict_json.JsonError as error:
        return _refused([{"code": error.code, "pointer": ""}])


def validate(manifest):
    """A manifest as a value -> {ok, root?, issues}."""
    beyond = _beyond_bounds(manifest)
    if beyond:
        return _refused(beyond)
    findings = Findings()
    expanded = _expanded(manifest)
    version = "1.0" if members(manifest, "manifest_version") == "1.0" else "1.1"
    is_preset_known = members(manifest, "policy", "preset") in manifest_shape.PRESET_NAMES
    manifest_shape.MANIFESTS[version, is_preset_known](expanded, (), findings)
    manifest_rules.check_rules(manifest, members(expanded, "policy", "coordination"), findings)
    if findings.issues:
        return _refused(findings.issues)
    root = manifest_root.root(manifest)
    hashes = [hashed for _, _, hashed in manifest_root.leaves(manifest)]
    if len(set(hashes)) < len(hashes):
        findings.add("DUPLICATE_LEAF", ("actions",))
    if root != manifest["merkle_root"]:
        findings.add("MERKLE_ROOT_MISMATCH", ("merkle_root",))
    return _refused(findings.issues) if findings.issues else {"ok": True, "root": root, "issues": []}


def _refused(issues):
    return {"ok": False, "issues": issues}


def _beyond_bounds(manifest):
    """The one issue of a manifest in which no field is looked at, in a list."""
    code = "TOO_LARGE" if _is_too_large(manifest) else _unhashable(manifest)
    if code:
        return [{"code": code, "pointer": ""}]
    many = len(items(members(manifest, "actions"))) > MAXIMUM_ACTIONS
    return [{"code": "TOO_MANY_ACTIONS", "pointer": "/actions"}] if many else []


def _is_too_large(manifest):
    """More values than a manifest may have (lists and objects are values, keys are none), or more text in strings and keys, in UTF-16 units."""
    values, units, pending = 0, 0, [manifest]
    while pending:
        value = pending.pop()
        values += 1
        texts = value if isinstance(value, dict) else [value] if isinstance(value, str) else []
        units += sum(len(text) + sum(character > "\uffff" for character in text) for text in texts)
        pending += value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
        if values > MAXIMUM_VALUES or units > strict_json.MAXIMUM_BYTES:
            return True
    return False


def _unhashable(value):
    """The code of what has no canonical form, whatever field it stands in."""
    try:
        canonicalize(value)
        return "TOO_DEEP" if _depth(value) > strict_json.MAXIMUM_DEPTH else None
    except CanonicalError:
        return "ILL_FORMED_TEXT"
    except RecursionError:
        return "TOO_DEEP"


def _depth(value):
    children = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if children is None else 1 + max(map(_depth, children), default=0)


def _expanded(manifest):
    """The manifest with its coordination block resolved, where there is one to resolve."""
    policy = members(manifest, "policy")
    if not isinstance(policy, dict):
        return manifest
    coordination = presets.expand(policy.get("preset"), policy.get("coordination", {}))
    return {**manifest, "policy": {**policy, "coordination": coordination}}


def resolve_preset(preset, overrides):
    """(name, overrides) -> {coordination} or {issues}, pointers relative to the policy block."""
    if not isinstance(preset, str) or preset not in presets.PRESETS:
        return {"issues": [{"code": "NOT_IN_LIST", "pointer": "/preset"}]}
    findings = Findings()
    path = ("coordination",)
    coordination = presets.expand(preset, overrides)
    manifest_shape.COORDINATION(coordination, path, findings)
    manifest_rules.check_coordination(coordination, path, findings)
    return {"issues": findings.issues} if findings.issues else {"coordination": coordination}


def resolution_issues(manifest):
    """What preset resolution finds in a manifest whose root is asked for, pointers into the manifest."""
    findings = Findings()
    beyond = _beyond_bounds(manifest)
    if beyond:
        return beyond
    if not isinstance(manifest, dict):
        findings.add("WRONG_TYPE", ())
        return findings.issues
    for name in manifest_root.BLOCKS:
        if not isinstance(manifest.get(name), dict):
            findings.add("MISSING_FIELD" if name not in manifest else "WRONG_TYPE", (name,))
    if findings.issues:
        return findings.issues
    policy = manifest["policy"]
    preset = policy.get("preset")
    if not isinstance(preset, str) or preset not in presets.PRESETS:
        findings.add("NOT_IN_LIST", ("policy", "preset"))
        return findings.issues
    version = "1.0" if manifest.get("manifest_version") == "1.0" else "1.1"
    path = ("policy", "coordination")
    coordination = presets.expand(preset, policy.get("coordination", {}))
    manifest_shape.coordination(version)(coordination, path, findings)
    manifest_rules.check_coordination(coordination, path, findings)
    return findings.issues
