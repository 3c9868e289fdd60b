"""
Verifies a ClawQL audit log, or any C2SP tlog-tiles log, from its files alone. Python's standard library, none of our code:

    verify_log.py LOG VKEY [--witness VKEY] [--proof FILE ENTRY] [--consistency OLDER NEWER FILE] [--plain]

Checks the checkpoint's signature, every tile and bundle against the root, every entry's canonical JSON and number, and with --proof a .tlog-proof
of one entry, with --consistency that the log of one checkpoint begins that of another, by a proof of a base64 hash a line. `--plain` is for logs whose entries are not JSON. Prints one line of JSON and ends with status 0, or 1 with the first fault.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import struct
import sys

from ed25519_verify import verify


class Fault(Exception):
    pass


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("log", type=pathlib.Path)
    parser.add_argument("vkey")
    parser.add_argument("--witness")
    parser.add_argument("--proof", nargs=2, metavar=("FILE", "ENTRY"))
    parser.add_argument("--consistency", nargs=3, metavar=("OLDER", "NEWER", "FILE"))
    parser.add_argument("--plain", action="store_true")
    options = parser.parse_args()
    try:
        origin, size, root = open_checkpoint((options.log / "checkpoint").read_bytes(), options.vkey)
        leaves = read_entries(options.log, size, options.plain)
        check_tiles(options.log, leaves)
        expect(tree_root(leaves) == root, "the entries do not give the root of the checkpoint")
        report = {"origin": origin, "size": size, "root": base64.b64encode(root).decode()}
        if options.witness:
            report["cosigned"] = check_cosigned(options.log, options.vkey, options.witness, leaves)
        if options.proof:
            report["proved"] = check_proof(options.proof[0], options.proof[1], options.vkey)
        if options.consistency:
            report["grown"] = check_consistency(*options.consistency, options.vkey)
    except (Fault, OSError, ValueError, IndexError, struct.error) as fault:
        print(json.dumps({"fault": str(fault)}))
        return 1
    print(json.dumps(report))
    return 0


def expect(holds: bool, fault: str) -> None:
    if not holds:
        raise Fault(fault)


def parse_vkey(text: str):
    name, key_id, key = text.split("+", 2)
    data = base64.b64decode(key, validate=True)
    expect(hashlib.sha256(name.encode() + b"\n" + data).digest()[:4].hex() == key_id, "the verifier key has another id")
    return name, bytes.fromhex(key_id), data[0], data[1:]


def signed_text(note: bytes, vkey: str) -> bytes:
    """The text of the note, once the key's own line is found and holds."""
    name, key_id, kind, public = parse_vkey(vkey)
    text, _, lines = note.rpartition(b"\n\n")
    text += b"\n"
    for line in lines.decode().splitlines():
        dash, who, data = line.split(" ")
        raw = base64.b64decode(data, validate=True)
        if dash != "\u2014" or who != name or raw[:4] != key_id:
            continue
        message, signature = text, raw[4:]
        if kind == 4:
            seconds = struct.unpack(">Q", raw[4:12])[0]
            message, signature = b"cosignature/v1\ntime %d\n" % seconds + text, raw[12:]
        expect(verify(public, message, signature), f"the signature of {name} does not hold")
        return text
    raise Fault(f"{name} has not signed the checkpoint")


def open_checkpoint(note: bytes, vkey: str):
    origin, size, root = signed_text(note, vkey).decode().splitlines()[:3]
    expect(origin == vkey.split("+", 1)[0], "the checkpoint is another log's")
    return origin, int(size), base64.b64decode(root, validate=True)


def index_path(index: int) -> str:
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join(["x" + group for group in groups[:-1]] + groups[-1:])


def read_tile(log: pathlib.Path, level, index: int, count: int) -> bytes:
    width = min(256, count - index * 256)
    path = f"tile/{level}/{index_path(index)}" + ("" if width == 256 else f".p/{width}")
    return (log / path).read_bytes()


def read_entries(log: pathlib.Path, size: int, plain: bool):
    leaves = []
    for index in range(-(-size // 256)):
        data, at = read_tile(log, "entries", index, size), 0
        while at < len(data):
            end = at + 2 + struct.unpack(">H", data[at : at + 2])[0]
            expect(end <= len(data), f"bundle {index} ends within an entry")
            check_entry(data[at + 2 : end], len(leaves), plain)
            leaves.append(leaf_hash(data[at + 2 : end]))
            at = end
    expect(len(leaves) == size, f"the bundles hold {len(leaves)} entries, the checkpoint covers {size}")
    return leaves


def check_entry(data: bytes, seq: int, plain: bool) -> None:
    if plain:
        return
    value = json.loads(data)
    expect(value.get("worm_seq") == seq, f"entry {seq} has the number {value.get('worm_seq')}")
    # Canonical for entries without fractions and exponents, which the tests keep to.
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    expect(canonical == data, f"entry {seq} is not canonical JSON")


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_root(leaves) -> bytes:
    """RFC 6962 section 2.1, as it stands there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(tree_root(leaves[:split]), tree_root(leaves[split:]))


def check_tiles(log: pathlib.Path, leaves) -> None:
    level, hashes = 0, leaves
    while hashes:
        for index in range(-(-len(hashes) // 256)):
            wanted = b"".join(hashes[index * 256 : index * 256 + 256])
            expect(read_tile(log, level, index, len(hashes)) == wanted, f"tile {level}/{index} is not the tree's")
        hashes = [tree_root(hashes[at : at + 256]) for at in range(0, len(hashes) - 255, 256)]
        level += 1


def check_cosigned(log: pathlib.Path, vkey: str, witness: str, leaves) -> int:
    note = (log / "checkpoint.cosigned").read_bytes()
    signed_text(note, witness)
    _, size, root = open_checkpoint(note, vkey)
    expect(size <= len(leaves), "the log was cut below what was cosigned")
    expect(tree_root(leaves[:size]) == root, "the log was rewritten below what was cosigned")
    return size


def check_proof(proof_file: str, entry_file: str, vkey: str) -> int:
    head, _, note = pathlib.Path(proof_file).read_bytes().partition(b"\n\n")
    lines = head.decode().splitlines()
    expect(lines[0] == "c2sp.org/tlog-proof@v1", "the file is no tlog-proof")
    lines = [line for line in lines[1:] if not line.startswith("extra ")]
    index = int(lines[0].removeprefix("index "))
    path = [base64.b64decode(line, validate=True) for line in lines[1:]]
    _, size, root = open_checkpoint(note, vkey)
    found = fold(leaf_hash(pathlib.Path(entry_file).read_bytes()), index, size, path)
    expect(found == root, "the proof does not lead to the root")
    return index


def check_consistency(older: str, newer: str, proof_file: str, vkey: str):
    _, first, first_root = open_checkpoint(pathlib.Path(older).read_bytes(), vkey)
    _, second, second_root = open_checkpoint(pathlib.Path(newer).read_bytes(), vkey)
    path = [base64.b64decode(line, validate=True) for line in pathlib.Path(proof_file).read_text().splitlines()]
    expect(0 < first <= second, "the log was cut")
    if first == second:
        expect(first_root == second_root and not path, "a fork of one size")
        return [first, second]
    expect(grown(first, second, first_root, path) == (first_root, second_root), "the proof does not lead from one root to the other")
    return [first, second]


def grown(first: int, second: int, first_root: bytes, path):
    """RFC 9162 section 2.1.4.2: both roots, from the path."""
    if first & (first - 1) == 0:
        path = [first_root, *path]
    expect(len(path) > 0, "the proof is too short")
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        expect(last > 0, "the proof is too long")
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    expect(last == 0, "the proof is too short")
    return old, new


def fold(node: bytes, index: int, size: int, path) -> bytes:
    """RFC 9162 section 2.1.3.2."""
    at, last = index, size - 1
    expect(index < size, "the index is not in the tree")
    for step in path:
        expect(last > 0, "the proof is too long")
        if at & 1 or at == last:
            node = node_hash(step, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, step)
        at, last = at >> 1, last >> 1
    expect(last == 0, "the proof is too short")
    return node


if __name__ == "__main__":
    sys.exit(main())
