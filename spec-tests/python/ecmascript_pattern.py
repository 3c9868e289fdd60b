"""Whether a text is a pattern of ECMAScript under the u flag, as far as the protocol asks.

It owns what ECMAScript refuses and Python takes (needless escapes, single braces, groups and quantifiers of Python's own); the rest is Python's
`re`, after translation. It must not run a pattern.
"""

import re

# What ECMAScript writes under the u flag and Python writes otherwise, or not at all; enough to tell a broken pattern from a whole one.
TRANSLATIONS = (
    (re.compile(r"\\[pP]\{[A-Za-z_]+(?:=[A-Za-z_]+)?\}"), "a"),
    (re.compile(r"\\u\{[0-9A-Fa-f]{1,6}\}"), "a"),
    (re.compile(r"\\c[A-Za-z]"), "a"),
    (re.compile(r"\\/"), "/"),
    (re.compile(r"\[\^\]"), "."),
    (re.compile(r"\(\?<([=!])"), r"(?\1"),
    (re.compile(r"\(\?<"), "(?P<"),
    (re.compile(r"\\k<([^>]+)>"), r"(?P=\1)"),
)

ESCAPED = frozenset("dDsSwWbBfnrtvcxupPk0123456789^$\\.*+?()[]{}|/")
QUANTIFIER = re.compile(r"[*+?]|\{[0-9]+(?:,[0-9]*)?\}")
GROUP = re.compile(r"\?(?::|=|!|<=|<!|<[A-Za-z_$][A-Za-z0-9_$]*>)")


def is_pattern(text):
    """A text -> whether it compiles."""
    if not _is_in_syntax(text):
        return False
    for written, meant in TRANSLATIONS:
        text = written.sub(meant, text)
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def _is_in_syntax(text):
    """Walks the tokens; what stands in braces after an escape (`\\u{...}`, `\\p{...}`) belongs to it."""
    at, in_class, may_repeat = 0, False, False
    while at < len(text):
        mark = text[at]
        if mark == "\\":
            letter = text[at + 1 : at + 2]
            if letter not in ESCAPED and not (in_class and letter == "-") or letter == "":
                return False
            at += 2
            if letter in "upP" and text[at : at + 1] == "{":
                at = text.find("}", at) + 1
                if at == 0:
                    return False
            may_repeat = letter not in "bB"
        elif in_class:
            in_class, may_repeat = mark != "]", True
            at += 1
        elif QUANTIFIER.match(text, at):
            if not may_repeat:
                return False
            at = QUANTIFIER.match(text, at).end()
            at += text[at : at + 1] == "?"
            may_repeat = False
        elif mark in "{}]":
            return False
        elif mark == "(":
            group = GROUP.match(text, at + 1)
            if group is None and text[at + 1 : at + 2] == "?":
                return False
            at, may_repeat = group.end() if group else at + 1, False
        else:
            in_class, may_repeat = mark == "[", mark not in "|^$"
            at += 1
    return not in_class
