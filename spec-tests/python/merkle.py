"""The Merkle tree of RFC 6962 and RFC 9162, and the tile paths of a log that keeps it.

It owns tree hashes, inclusion and consistency proofs, and their checks. It must not know what the entries mean, and it never raises on a
proof however damaged: such a proof is simply not valid.
"""

import hashlib

HASH_BYTES = 32


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(entry):
    return sha256(b"\x00" + entry)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def tree_hash(leaves):
    """leaf hashes -> root. The definition of RFC 6962 2.1: split at the largest power of two below n, no node ever doubled."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = _split(len(leaves))
    return node_hash(tree_hash(leaves[:split]), tree_hash(leaves[split:]))


def inclusion_path(index, leaves):
    """The audit path of RFC 6962 2.1.1, from the leaf's sibling upward."""
    if len(leaves) <= 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return inclusion_path(index, leaves[:split]) + [tree_hash(leaves[split:])]
    return inclusion_path(index - split, leaves[split:]) + [tree_hash(leaves[:split])]


def _split(count):
    return 1 << ((count - 1).bit_length() - 1)


def verify_inclusion(leaf, index, size, proof, root):
    """RFC 9162 2.1.3.2. Hashes are bytes; anything out of range is simply False."""
    if not 0 <= index < size or not _are_hashes([leaf, *proof]):
        return False
    position, last = index, size - 1
    value = leaf
    for step in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            value = node_hash(step, value)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            value = node_hash(value, step)
        position >>= 1
        last >>= 1
    return last == 0 and value == root


def verify_consistency(size1, size2, root1, root2, proof):
    """RFC 9162 2.1.4.2. A consistency proof from the empty tree proves nothing and is refused."""
    if not 0 < size1 <= size2:
        return False
    if size1 == size2:
        return not proof and root1 == root2
    if not proof or not _are_hashes([root1, root2, *proof]):
        return False
    steps = list(proof)
    if size1 & (size1 - 1) == 0:
        steps.insert(0, root1)
    position, last = size1 - 1, size2 - 1
    while position & 1:
        position >>= 1
        last >>= 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old = node_hash(step, old)
            new = node_hash(step, new)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            new = node_hash(new, step)
        position >>= 1
        last >>= 1
    return last == 0 and old == root1 and new == root2


def _are_hashes(values):
    return all(len(value) == HASH_BYTES for value in values)


def tile_path(level, index, width):
    """level: int 0..63 or "entries"; index: int >= 0; width: 1..255 for a partial tile; None, 0 or 256 for a full one."""
    if level != "entries" and not 0 <= level <= 63:
        raise ValueError("the level of a tile is 0 to 63, or entries")
    if not 0 <= index < 1 << 53:
        raise ValueError("the index of a tile is a safe integer")
    if width is not None and not 0 <= width <= 256:
        raise ValueError("the width of a tile is at most 256")
    groups = ["%03d" % (index % 1000)]
    while index >= 1000:
        index //= 1000
        groups.insert(0, "x%03d" % (index % 1000))
    partial = "" if width in (None, 0, 256) else ".p/%d" % width
    return "tile/%s/%s%s" % (level, "/".join(groups), partial)
