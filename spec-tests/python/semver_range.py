"""Semver ranges: whether a version lies in a range such as `^1.1.0`, `>=1.0.0 <2`, `1.x || ~2.3`.

It owns the reading of ranges. Text that it cannot read is no range; it must not guess. Versions asked about have no pre-release labels.
"""

import re

LABEL = r"(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
PARTIAL = re.compile(
    r"(\^|~|<=|>=|<|>|=)?([0-9]+|[xX*])(?:\.([0-9]+|[xX*])(?:\.([0-9]+|[xX*])(-%s(?:\.%s)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)?)?"
    % (LABEL, LABEL)
)
MAXIMUM_CHARACTERS = 256
MAXIMUM_NUMBER = 2**53 - 1


def matches(version, text):
    """((major, minor, patch), range) -> True, False, or None where the text is no range."""
    if len(text) > MAXIMUM_CHARACTERS:
        return None
    answers = [_alternative(version, part.strip()) for part in text.split("||")]
    return None if None in answers else any(answers)


def _alternative(version, text):
    hyphen = re.fullmatch(r"(\S+) +- +(\S+)", text)
    words = [">=" + hyphen[1], "<=" + hyphen[2]] if hyphen else re.sub(r"([<>]=?|[=^~]) +(?=[0-9xX*])", r"\1", text).split()
    bounds = [_bounds(word) for word in words]
    if not bounds or None in bounds:
        return None
    return all(low <= (*version, 1) < high for low, high in bounds)


# A version becomes four numbers, the last 1 for a release and 0 for its pre-releases, so that 1.0.0-rc sorts below 1.0.0.
TOP = (float("inf"), 0, 0, 0)
BOTTOM = (0, 0, 0, 0)


def _bounds(word):
    """One comparator -> (from, below)."""
    found = PARTIAL.fullmatch(word)
    if found is None:
        return None
    operator, *parts, labels = found.groups()
    numbers = _numbers(parts)
    if numbers is None or (labels and len(numbers) < 3):
        return None
    if not numbers:
        return None if operator in ("<", ">") else (BOTTOM, TOP)
    major, minor, patch = (*numbers, 0, 0)[:3]
    start = (major, minor, patch, 0 if labels or len(numbers) < 3 else 1)
    after = (major, minor, patch, 1 if labels else 2)
    following = (major + 1, 0, 0, 0) if len(numbers) == 1 else (major, minor + 1, 0, 0)
    if operator == "^":
        if major > 0 or len(numbers) == 1:
            return start, (major + 1, 0, 0, 0)
        return start, (0, minor + 1, 0, 0) if minor > 0 or len(numbers) == 2 else (0, 0, patch + 1, 0)
    if operator == "~":
        return start, following
    if operator == ">=":
        return start, TOP
    if operator == "<":
        return BOTTOM, start
    if operator == ">":
        return (after if len(numbers) == 3 else following), TOP
    if operator == "<=":
        return BOTTOM, (after if len(numbers) == 3 else following)
    return start, (after if len(numbers) == 3 else following)


def _numbers(parts):
    numbers, is_open = [], False
    for part in parts:
        if part is None or part in "xX*":
            is_open = True
        elif is_open or (len(part) > 1 and part[0] == "0") or int(part) > MAXIMUM_NUMBER:
            return None
        else:
            numbers.append(int(part))
    return numbers
