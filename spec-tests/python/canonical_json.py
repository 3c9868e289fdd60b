"""RFC 8785 canonical JSON.

It owns the one spelling of a value: keys in the order of their UTF-16 code units, numbers as ECMAScript prints them, the fewest escapes.
It must not read text; values come from strict_json, where every number is a float.
"""

ESCAPED = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
ESCAPED.update({chr(code): "\\u%04x" % code for code in range(0x20) if chr(code) not in ESCAPED})
ESCAPE_TABLE = str.maketrans(ESCAPED)


class CanonicalError(ValueError):
    """The value has no canonical form: a lone surrogate, or a number that is not finite."""


def canonicalize(value):
    """value -> str"""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, (int, float)):
        return number(float(value))
    if isinstance(value, list):
        return "[" + ",".join(canonicalize(item) for item in value) + "]"
    members = sorted(value.items(), key=lambda member: utf16(member[0]))
    return "{" + ",".join(_string(key) + ":" + canonicalize(item) for key, item in members) + "}"


def utf16(text):
    """The sort key: big-endian UTF-16 bytes compare exactly as code units do."""
    return text.encode("utf-16-be", "surrogatepass")


def _string(text):
    try:
        text.encode("utf-8", "strict")
    except UnicodeEncodeError:
        raise CanonicalError("lone surrogate") from None
    return '"' + text.translate(ESCAPE_TABLE) + '"'


def number(value):
    """float -> ECMAScript's Number::toString. repr gives the same shortest digits; only the layout differs."""
    if value != value or value in (float("inf"), float("-inf")):
        raise CanonicalError("not a finite number")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    digits, point = _digits(repr(abs(value)))
    count = len(digits)
    if count <= point <= 21:
        body = digits + "0" * (point - count)
    elif 0 < point <= 21:
        body = digits[:point] + "." + digits[point:]
    elif -6 < point <= 0:
        body = "0." + "0" * -point + digits
    else:
        exponent = point - 1
        fraction = "." + digits[1:] if count > 1 else ""
        body = "%s%se%s%d" % (digits[0], fraction, "-" if exponent < 0 else "+", abs(exponent))
    return sign + body


def _digits(text):
    """repr of a positive float -> (its significant digits, the decimal exponent n with value = 0.digits * 10**n)."""
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent or 0)
    digits = whole + fraction
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    return stripped.rstrip("0"), point
