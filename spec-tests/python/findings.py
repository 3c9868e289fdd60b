"""The list of what is wrong with a manifest: a code and a JSON Pointer each.

It owns pointers and the questions "is this an object, a number, a list" that every rule asks. It must not know any field.
"""


class Findings:
    """Collects issues; an issue is {code, pointer}. A report is bounded, so that a hostile manifest costs bounded memory."""

    MOST = 1000

    def __init__(self):
        self.issues = []

    def add(self, code, path):
        if len(self.issues) < self.MOST:
            self.issues.append({"code": code, "pointer": pointer(path)})
        elif len(self.issues) == self.MOST:
            self.issues.append({"code": "TOO_MANY_ISSUES", "pointer": ""})


def pointer(path):
    """A tuple of keys and indexes -> RFC 6901."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_whole(value):
    """A whole number that a double holds exactly."""
    return is_number(value) and float(value).is_integer() and abs(value) <= 2**53 - 1


def same(left, right):
    """JSON equality: true is not 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return type(left) in (int, float) and type(right) in (int, float) and left == right or type(left) is type(right) and left == right


def members(value, *names):
    """The member reached by the names, or None where the way ends earlier."""
    for name in names:
        if not isinstance(value, dict) or name not in value:
            return None
        value = value[name]
    return value


def items(value):
    """The list itself, or nothing where it is none."""
    return value if isinstance(value, list) else []
