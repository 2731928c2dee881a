"""What is wrong with a settings file, said with file, key, line, value and reason."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from app.core.card import printable
from app.core.problem import Code, Fact, Refusal, refuse

VALUE_MAX: Final = 40
"""A refused value is shown up to this many characters."""

HIDDEN: Final = "•••"
"""What is shown of a value that may be a secret."""

_PLACE: Final = re.compile(r"(?P<what>.*?)(?: - at (?:`key` in )?`\$\.?(?P<path>[^`]*)`)?", re.DOTALL)
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(?P<name>.*)`", re.DOTALL)
_SYNTAX: Final = re.compile(r"(?P<what>.*?) \(at (?:line (?P<line>[0-9]+), column [0-9]+|end of document)\)", re.DOTALL)
_HEADER: Final = re.compile(r"\s*\[\[?\s*(?P<name>[^\[\]#]+?)\s*\]")
_KEY: Final = re.compile(r"\s*(?P<name>(?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_WORDS: Final = {
    "`int | str`": "a whole number",
    "`int | null`": "a whole number",
    "`int`": "a whole number",
    "`float`": "a number",
    "`str | null`": "text",
    "`str`": "text",
    "`bool`": "true or false",
    "`array`": "a list",
    "`object`": "a table",
    "`null`": "nothing",
    "`date`": "a day such as 2027-01-31",
    "`datetime`": "a day with a time",
}


def parse(text: str, file: str) -> dict[str, Any]:
    """The text as TOML. Raises Refusal SETTINGS_UNREADABLE with file, reason and, where known, line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        found = _SYNTAX.fullmatch(str(fault))
        reason = printable(found["what"] if found else str(fault), 120)
        line = int(found["line"]) if found and found["line"] else max(1, len(text.splitlines()))
        raise refuse(Code.SETTINGS_UNREADABLE, file=file, line=line, reason=reason) from fault


def fault_of(message: str, model: type, raw: Mapping[str, Any], text: str, file: str) -> Refusal:
    """The refusal for what the converter to `model` said: an unknown key, or a value of the wrong kind or size."""
    found = _PLACE.fullmatch(message)
    what, path = (found["what"], found["path"] or "") if found else (message, "")
    path = path.replace("[...]", "")
    unknown = _UNKNOWN.fullmatch(what)
    if unknown:
        key = f"{path}.{unknown['name']}" if path else unknown["name"]
        reason = "is no table of the settings" if not path else f"the table [{path}] has no such key"
        return refuse(Code.SETTINGS_UNKNOWN_KEY, file=file, key=printable(key), reason=reason, **_line(key, text))
    if what.startswith("Invalid enum value"):
        reason = f"must be one of {', '.join(_choices(_kind_at(path, model)))}"
    else:
        reason = _reason(what)
    return bad_value(path, _value_at(path, raw), reason, text, file)


def bad_value(
    key: str, value: object, reason: str, text: str, file: str, code: Code = Code.SETTINGS_BAD_VALUE
) -> Refusal:
    """The refusal of one value: `key` is the dotted path, `reason` finishes the sentence "... because it"."""
    value = HIDDEN if key.endswith("pin_hash") else value  # somebody may have typed the PIN itself there
    facts: dict[str, Fact] = {"file": file, "key": key, "value": shown(value), "reason": printable(reason, 160)}
    if code is Code.ADDRESS_NOT_HTTPS:
        facts["address"] = facts["value"]
    return refuse(code, **facts, **_line(key, text))


def shown(value: object) -> str:
    """A value fit for a sentence. What stands before an @ may be a name and a password, and is not shown."""
    text = str(value)
    if "@" in text:
        text = "…@" + text.rpartition("@")[2]
    return printable(text, VALUE_MAX)


def line_of(key: str, text: str) -> int | None:
    """The line, from 1, where a dotted key stands, else that of the table it is missing from; None if neither."""
    places: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        named = header or _KEY.match(line)
        if not named:
            continue
        name = _plain(named["name"])
        if header:
            table = name
        elif table:
            name = f"{table}.{name}"
        places.setdefault(name, number)
    return next((places[name] for name in _upwards(re.sub(r"\[[0-9]+\]", "", key)) if name in places), None)


def _plain(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))


def _upwards(key: str) -> Iterable[str]:
    parts = key.split(".")
    return (".".join(parts[:size]) for size in range(len(parts), 0, -1))


def _line(key: str, text: str) -> dict[str, int]:
    line = line_of(key, text)
    return {} if line is None else {"line": line}


def _reason(what: str) -> str:
    """The converter's words as a person's: `must be a whole number of 1 or more`."""
    what = what.replace("got `float`", "got a number with decimals")
    for sign, words in _WORDS.items():
        what = what.replace(sign, words)
    what = re.sub(r"^Expected (.*) >= (.*)$", r"must be \1 of \2 or more", what)
    what = re.sub(r"^Expected (.*) <= (.*)$", r"must be \1 of \2 at most", what)
    return re.sub(r"^Expected (.*), got (.*)$", r"must be \1, not \2", what)


def _kind_at(path: str, model: type) -> Any:  # noqa: ANN401 - an annotation may be a class, a union or a literal
    """The annotation of the field at a dotted path."""
    kind: Any = model
    for part in re.findall(r"[^.\[\]]+", path):
        kind = get_args(kind)[0] if part.isdigit() else get_type_hints(kind)[part]
    return kind


def _choices(kind: Any) -> list[str]:  # noqa: ANN401 - as above
    """The values that an annotation allows, of an enumeration, a literal, or a union with one."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [str(member.value) for member in kind]
    if get_origin(kind) is Literal:
        return [str(value) for value in get_args(kind)]
    return [choice for part in get_args(kind) for choice in _choices(part)]


def _value_at(path: str, raw: Mapping[str, Any]) -> object:
    value: Any = raw
    parts: list[str] = re.findall(r"[^.\[\]]+", path)
    for part in parts:
        try:
            value = value[part] if hasattr(value, "keys") else value[int(part)]
        except (KeyError, IndexError, TypeError, ValueError):
            return ""
    return value
