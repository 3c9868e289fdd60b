"""The strict JSON reader: what a manifest-grade text may be.

It owns the grammar of RFC 8259 and the bounds of the protocol (8 MiB, 64 levels, no repeated key, no lone surrogate, no number beyond a
double). It must not adjust anything: a text is read exactly or refused. Every number is a float, because every JSON number here is a double.
"""

import re

MAXIMUM_BYTES = 8 * 1024 * 1024
MAXIMUM_DEPTH = 64

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
SPACE = re.compile(r"[ \t\n\r]*")
HEX4 = re.compile(r"[0-9A-Fa-f]{4}")
ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class JsonError(ValueError):
    """The text is not manifest-grade JSON; the message says why and where, `code` is the issue code of the manifest's validation."""

    def __init__(self, message, code="JSON_SYNTAX"):
        super().__init__(message)
        self.code = code


def parse_bytes(data):
    """bytes -> value. Raises JsonError on anything but one well-formed value in UTF-8 without a byte order mark."""
    if len(data) > MAXIMUM_BYTES:
        raise JsonError("longer than 8 MiB", "TOO_LARGE")
    try:
        text = data.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        raise JsonError("not UTF-8 at byte %d" % error.start, "JSON_NOT_UTF8") from None
    return parse_text(text)


def parse_text(text):
    """str -> value. The text may hold lone surrogates (a request can carry them); they are refused like any other."""
    if len(text) > MAXIMUM_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAXIMUM_BYTES:
        raise JsonError("longer than 8 MiB", "TOO_LARGE")
    value, at = _value(text, _skip(text, 0), 0)
    at = _skip(text, at)
    if at != len(text):
        raise JsonError("text after the value at %d" % at)
    return value


def _skip(text, at):
    return SPACE.match(text, at).end()


def _value(text, at, depth):
    mark = text[at : at + 1]
    if mark == "{":
        return _object(text, at + 1, depth + 1)
    if mark == "[":
        return _array(text, at + 1, depth + 1)
    if mark == '"':
        return _string(text, at + 1)
    for word, value in (("true", True), ("false", False), ("null", None)):
        if text.startswith(word, at):
            return value, at + len(word)
    return _number(text, at)


def _number(text, at):
    found = NUMBER.match(text, at)
    if found is None:
        raise JsonError("no value at %d" % at)
    value = float(found.group())
    if value in (float("inf"), float("-inf")):
        raise JsonError("number beyond a double at %d" % at, "JSON_NUMBER_TOO_LARGE")
    return value, found.end()


def _string(text, at):
    parts = []
    while True:
        found = PLAIN.match(text, at)
        parts.append(found.group())
        at = found.end()
        mark = text[at : at + 1]
        if mark == '"':
            break
        if mark != "\\":
            raise JsonError("string not closed, or a control character in it, at %d" % at)
        letter = text[at + 1 : at + 2]
        if letter == "u":
            digits = HEX4.match(text, at + 2)
            if digits is None:
                raise JsonError("bad escape at %d" % at)
            parts.append(chr(int(digits.group(), 16)))
            at += 6
        elif letter and letter in ESCAPES:
            parts.append(ESCAPES[letter])
            at += 2
        else:
            raise JsonError("bad escape at %d" % at)
    return well_formed("".join(parts)), at + 1


def well_formed(text):
    """Joins escaped surrogate pairs; raises JsonError where one half stands alone."""
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "strict")
    except UnicodeDecodeError:
        raise JsonError("lone surrogate", "ILL_FORMED_TEXT") from None


def _array(text, at, depth):
    _check_depth(depth)
    items = []
    at = _skip(text, at)
    if text[at : at + 1] == "]":
        return items, at + 1
    while True:
        value, at = _value(text, _skip(text, at), depth)
        items.append(value)
        at = _skip(text, at)
        mark = text[at : at + 1]
        at += 1
        if mark == "]":
            return items, at
        if mark != ",":
            raise JsonError("expected , or ] at %d" % (at - 1))


def _object(text, at, depth):
    _check_depth(depth)
    members = {}
    at = _skip(text, at)
    if text[at : at + 1] == "}":
        return members, at + 1
    while True:
        at = _skip(text, at)
        if text[at : at + 1] != '"':
            raise JsonError("expected a key at %d" % at)
        key, at = _string(text, at + 1)
        if key in members:
            raise JsonError("repeated key at %d" % at, "JSON_DUPLICATE_KEY")
        at = _skip(text, at)
        if text[at : at + 1] != ":":
            raise JsonError("expected : at %d" % at)
        members[key], at = _value(text, _skip(text, at + 1), depth)
        at = _skip(text, at)
        mark = text[at : at + 1]
        at += 1
        if mark == "}":
            return members, at
        if mark != ",":
            raise JsonError("expected , or } at %d" % (at - 1))


def _check_depth(depth):
    if depth > MAXIMUM_DEPTH:
        raise JsonError("deeper than %d" % MAXIMUM_DEPTH, "TOO_DEEP")
