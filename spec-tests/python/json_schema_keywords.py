"""Whether the keywords of a JSON Schema 2020-12 have values that the standard allows.

It owns the keywords' types and the walk through subschemas, and tells which of the manifest's own keywords a schema uses. It must not validate
instances.
"""

from ecmascript_pattern import is_pattern
from findings import is_number, is_whole, same

TYPES = ("null", "boolean", "object", "array", "number", "string", "integer")
NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains")
FLAGS = ("uniqueItems", "deprecated", "readOnly", "writeOnly")
TEXTS = ("$id", "$schema", "$ref", "$anchor", "$dynamicRef", "$dynamicAnchor", "$comment", "title", "description", "format", "x-claw-unit", "contentEncoding", "contentMediaType")
SCHEMAS = (
    "items contains additionalProperties propertyNames unevaluatedItems unevaluatedProperties if then else not contentSchema"
).split()
SCHEMA_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
SCHEMA_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")


def check_schema(schema, path, findings):
    """Checks an object or boolean schema and every schema in it."""
    if isinstance(schema, bool):
        return
    if not isinstance(schema, dict):
        findings.add("SCHEMA_KEYWORD_INVALID", path)
        return
    for keyword, value in schema.items():
        at = path + (keyword,)
        if keyword in SCHEMAS:
            check_schema(value, at, findings)
        elif keyword in SCHEMA_LISTS:
            _each(value, at, findings)
        elif keyword in SCHEMA_MAPS:
            _map(keyword, value, at, findings)
        elif keyword == "pattern" and isinstance(value, str):
            _pattern(value, at, findings)
        elif not _is_allowed(keyword, value):
            findings.add("SCHEMA_KEYWORD_INVALID", at)


def _each(value, path, findings):
    if not isinstance(value, list) or not value:
        findings.add("SCHEMA_KEYWORD_INVALID", path)
        return
    for index, entry in enumerate(value):
        check_schema(entry, path + (index,), findings)


def _map(keyword, value, path, findings):
    if not isinstance(value, dict):
        findings.add("SCHEMA_KEYWORD_INVALID", path)
        return
    for name, entry in value.items():
        if keyword == "patternProperties":
            _pattern(name, path + (name,), findings)
        check_schema(entry, path + (name,), findings)


def _is_allowed(keyword, value):
    if keyword == "type":
        names = value if isinstance(value, list) else [value]
        return bool(names) and all(name in TYPES for name in names if isinstance(name, str)) and _are_distinct_texts(names)
    if keyword in ("required", "x-claw-order"):
        return isinstance(value, list) and _are_distinct_texts(value)
    if keyword == "dependentRequired":
        return isinstance(value, dict) and all(isinstance(names, list) and _are_distinct_texts(names) for names in value.values())
    if keyword in ("enum", "examples"):
        return isinstance(value, list)
    if keyword == "$vocabulary":
        return isinstance(value, dict)
    if keyword in NUMBERS:
        return is_number(value)
    if keyword == "multipleOf":
        return is_number(value) and value > 0
    if keyword in COUNTS or keyword in ("x-claw-decimals", "x-claw-json"):
        return is_whole(value) and value >= 0
    if keyword in FLAGS:
        return isinstance(value, bool)
    if keyword in TEXTS or keyword in ("pattern", "x-claw-where"):
        return isinstance(value, str)
    return True


def _are_distinct_texts(names):
    return all(isinstance(name, str) for name in names) and not any(
        same(left, right) for index, left in enumerate(names) for right in names[:index]
    )


def _pattern(text, path, findings):
    if not is_pattern(text):
        findings.add("SCHEMA_PATTERN_INVALID", path)


def used_keywords(schema, names):
    """Which of `names` a schema uses anywhere in it, instance values apart."""
    found = set()
    pending = [schema]
    while pending:
        value = pending.pop()
        if not isinstance(value, dict):
            continue
        found.update(name for name in names if name in value)
        pending += [value[name] for name in SCHEMAS if name in value]
        for name in SCHEMA_LISTS:
            pending += value[name] if isinstance(value.get(name), list) else []
        for name in SCHEMA_MAPS:
            pending += value[name].values() if isinstance(value.get(name), dict) else []
    return found
