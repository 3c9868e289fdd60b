"""The root of a manifest and the proof that one action is under it.

It owns the domain-separated leaves and their order. It must not judge the manifest: what it is given has been checked, or is only asked for hashes.
"""

import hashlib

import merkle
import presets
from canonical_json import canonicalize
from findings import items, members

BLOCKS = ("identity", "policy", "provenance", "permissions")


def entry(domain, value):
    """SHA-256(domain || JCS(value)), 32 bytes: an entry of the tree, before its 0x00 hash."""
    return hashlib.sha256(domain.encode("ascii") + canonicalize(value).encode("utf-8")).digest()


def leaves(manifest):
    """manifest -> [(kind, action id or None, entry)] in tree order."""
    actions = items(manifest.get("actions"))
    header = {"manifest_version": manifest.get("manifest_version"), "action_count": len(actions)}
    values = {name: manifest[name] for name in BLOCKS}
    policy = values["policy"]
    values["policy"] = {**policy, "coordination": presets.expand(policy["preset"], policy["coordination"])}
    blocks = [("header", None, entry("CLAWQL_HEADER_V1", header))]
    blocks += [(name, None, entry("CLAWQL_%s_V1" % name.upper(), values[name])) for name in BLOCKS]
    bound = [("action", _id(action), entry("CLAWQL_ACTION_V1", action)) for action in actions]
    return blocks + sorted(bound, key=lambda leaf: leaf[2])


def _id(action):
    """The action's id where it is text."""
    name = members(action, "id")
    return name if isinstance(name, str) else None


def root(manifest):
    return merkle.tree_hash(_leaf_hashes(leaves(manifest))).hex()


def proof(manifest, action):
    """(manifest, action id) -> {leaf, index, size, proof}, or None where the manifest has no such action."""
    tree = leaves(manifest)
    found = [index for index, (_, name, _entry) in enumerate(tree) if name == action]
    if not found:
        return None
    path = merkle.inclusion_path(found[0], _leaf_hashes(tree))
    return {"leaf": tree[found[0]][2].hex(), "index": found[0], "size": len(tree), "proof": [step.hex() for step in path]}


def _leaf_hashes(tree):
    return [merkle.leaf_hash(hashed) for _, _, hashed in tree]
