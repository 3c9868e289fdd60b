#!/usr/bin/env python3
"""An implementation of the ClawQL conformance protocol in Python's standard library alone.

It reads one JSON request a line on standard input and answers one a line. It was written from the design documents, not from the TypeScript
code, so that where the two agree, the documents say what both understood. It owns the protocol; the modules beside it own the rules.
"""

import base64
import binascii
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import manifest_root  # noqa: E402
import manifest_validation  # noqa: E402
import merkle  # noqa: E402
import strict_json  # noqa: E402
from canonical_json import CanonicalError, canonicalize  # noqa: E402

MAXIMUM_LINE_BYTES = 64 * 1024 * 1024


class BadInput(ValueError):
    """The input has not the shape that its kind asks for."""


class NotRead(ValueError):
    """What the protocol leaves to the implementation, and this one does not do."""


def answer(request):
    """One request as a value -> one answer as a value; never raises."""
    identifier = request.get("id") if isinstance(request, dict) else None
    try:
        kind, data = request["kind"], request.get("input", {})
        if not isinstance(kind, str) or not isinstance(data, dict):
            raise BadInput("kind is a string, input an object")
        if kind not in KINDS:
            return {"id": identifier, "unsupported": True}
        return {"id": identifier, "result": KINDS[kind](data)}
    except NotRead:
        return {"id": identifier, "unsupported": True}
    except (BadInput, CanonicalError, strict_json.JsonError, ValueError, KeyError, TypeError, RecursionError) as error:
        return {"id": identifier, "error": "%s: %s" % (type(error).__name__, error)}


def capabilities(_data):
    return {"name": "clawql-python", "version": "0.1.0", "kinds": list(KINDS)}


def jcs_canonicalize(data):
    try:
        return {"canonical": canonicalize(strict_json.parse_text(_text(data, "json")))}
    except (strict_json.JsonError, CanonicalError) as error:
        return {"error": str(error)}


def json_parse(data):
    try:
        return {"value": strict_json.parse_bytes(_bytes(data.get("base64")))}
    except strict_json.JsonError as error:
        return {"error": str(error)}


def manifest_validate(data):
    if "manifest" in data:
        return manifest_validation.validate(data["manifest"])
    if data.get("format") == "yaml":
        raise NotRead("only JSON manifests are read here")
    if data.get("format") != "json":
        raise BadInput("format is json or yaml")
    return manifest_validation.validate_text(_text(data, "text"))


def manifest_root_of(data):
    manifest, issues = _resolvable(data)
    if issues:
        return {"issues": issues}
    leaves = manifest_root.leaves(manifest)
    shown = [{"kind": kind, **({} if name is None else {"id": name}), "hash": entry.hex()} for kind, name, entry in leaves]
    return {"root": manifest_root.root(manifest), "leaves": shown}


def manifest_prove(data):
    manifest, issues = _resolvable(data)
    if issues:
        return {"issues": issues}
    return manifest_root.proof(manifest, _text(data, "action")) or {"error": "the manifest has no such action"}


def _resolvable(data):
    """The manifest and the issues of its preset resolution; hashing needs nothing else of it."""
    if "manifest" not in data:
        raise BadInput("the input has no manifest")
    manifest = data["manifest"]
    return manifest, manifest_validation.resolution_issues(manifest)


def preset_resolve(data):
    return manifest_validation.resolve_preset(data.get("preset"), data.get("overrides", {}))


def worm_root(data):
    entries = data.get("entries")
    if not isinstance(entries, list):
        raise BadInput("entries is a list")
    return {"root": _base64(merkle.tree_hash([merkle.leaf_hash(_bytes(entry)) for entry in entries]))}


def worm_inclusion(data):
    try:
        ok = merkle.verify_inclusion(
            _bytes(data.get("leafHash")),
            _number(data.get("index")),
            _number(data.get("size")),
            _proof(data),
            _bytes(data.get("root")),
        )
    except BadInput:
        ok = False
    return {"ok": ok}


def worm_consistency(data):
    try:
        ok = merkle.verify_consistency(
            _number(data.get("size1")),
            _number(data.get("size2")),
            _bytes(data.get("root1")),
            _bytes(data.get("root2")),
            _proof(data),
        )
    except BadInput:
        ok = False
    return {"ok": ok}


def tile_path(data):
    level = data.get("level")
    width = data.get("width", 0.0)
    level = level if level == "entries" else _number(level)
    return {"path": merkle.tile_path(level, _number(data.get("index")), _number(width))}


KINDS = {
    "capabilities": capabilities,
    "jcs.canonicalize": jcs_canonicalize,
    "json.parse": json_parse,
    "manifest.validate": manifest_validate,
    "manifest.root": manifest_root_of,
    "manifest.prove": manifest_prove,
    "preset.resolve": preset_resolve,
    "worm.root": worm_root,
    "worm.inclusion": worm_inclusion,
    "worm.consistency": worm_consistency,
    "tile.path": tile_path,
}


def _text(data, name):
    if not isinstance(data.get(name), str):
        raise BadInput("%s is a string" % name)
    return data[name]


def _bytes(text):
    if not isinstance(text, str):
        raise BadInput("not base64 text")
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise BadInput("not base64 text") from None
    if _base64(data) != text:
        raise BadInput("base64 whose unused bits are not zero")
    return data


def _base64(data):
    return base64.b64encode(data).decode("ascii")


def _proof(data):
    steps = data.get("proof")
    if not isinstance(steps, list):
        raise BadInput("proof is a list")
    return [_bytes(step) for step in steps]


def _number(value):
    """A whole number: a JSON number that a double holds exactly, or decimal text of one as large."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= 2**53 - 1:
        return int(value)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 17 and (value == "0" or value[0] != "0"):
        if int(value) <= 2**53 - 1:
            return int(value)
    raise BadInput("not a whole number")


def read_request(line):
    """bytes -> a request with every number a float, or raises ValueError."""
    return json.loads(line.decode("utf-8"), parse_int=float, parse_constant=_refuse_constant)


def _refuse_constant(name):
    raise ValueError("%s is no JSON" % name)


def main():
    while True:
        line = sys.stdin.buffer.readline(MAXIMUM_LINE_BYTES)
        if not line:
            return
        if not line.strip():
            continue
        try:
            response = answer(read_request(line))
        except (ValueError, RecursionError) as error:
            response = {"id": None, "error": "not a request: %s" % error}
        sys.stdout.write(json.dumps(response, ensure_ascii=True) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
