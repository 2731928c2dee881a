"""Who may approve, written into the settings file: one person at a time, and nothing else of it changes."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from app.config.settings import Person
from app.config.settings_fault import bad_value, parse
from app.config.settings_file import default_text, quoted, read_settings, read_text, replaced, write_whole
from app.core.problem import Code, refuse

NAME_MAX: Final = 40

_HEADER: Final = re.compile(r"\s*\[\[\s*approval\s*\.\s*people\s*\]\]")
_ANY_HEADER: Final = re.compile(r"\s*\[")
_KEY: Final = re.compile(r"\s*(?:name|pin_hash)\s*=")


class _Block(NamedTuple):
    """The lines of one [[approval.people]], from its header to its last key."""

    first: int
    last: int
    name: str


def save_person(file: Path, person: Person) -> None:
    """Adds a person, or gives one who is there another PIN; a name is the same in capitals.

    Raises Refusal SETTINGS_BAD_VALUE or SETTINGS_UNREADABLE; the file is then as it was.
    """
    name = person.name
    if not 1 <= len(name) <= NAME_MAX or name != name.strip() or not name.isprintable():
        reason = f"must be 1 to {NAME_MAX} visible characters without a space at either end"
        raise bad_value("approval.people.name", name, reason, "", str(file))
    old = _text(file)
    lines = old.splitlines()
    block = _found(lines, name)
    if block is None:
        written = ["[[approval.people]]", f"name = {quoted(name)}", f"pin_hash = {quoted(person.pin_hash)}"]
        lines += ["", *written]
    else:
        person = Person(name=block.name, pin_hash=person.pin_hash)
        for number in range(block.first, block.last + 1):
            if re.match(r"\s*pin_hash\s*=", lines[number]):
                lines[number] = replaced(lines[number], "pin_hash", person.pin_hash)
    others = [each for each in _people(old, file) if not _is(each, name)]
    _write(file, old, lines, [*others, {"name": person.name, "pin_hash": person.pin_hash}])


def remove_person(file: Path, name: str) -> None:
    """Takes a person out. Raises Refusal APPROVAL_NOBODY, SETTINGS_BAD_VALUE or SETTINGS_UNREADABLE."""
    old = _text(file)
    people = _people(old, file)
    left = [each for each in people if not _is(each, name)]
    if len(left) == len(people):
        raise refuse(Code.APPROVAL_NOBODY, person=name)
    lines = old.splitlines()
    if block := _found(lines, name):
        before = block.first - (block.first > 0 and not lines[block.first - 1].strip())
        del lines[before : block.last + 1]
    _write(file, old, lines, left)


def _text(file: Path) -> str:
    text = read_text(file)
    return default_text() if text is None else text


def _people(text: str, file: Path) -> list[dict[str, Any]]:
    """The people as the file has them. Raises Refusal where it is no valid settings file."""
    read_settings(text, str(file))
    people: list[dict[str, Any]] = parse(text, str(file)).get("approval", {}).get("people", [])
    return people


def _is(person: dict[str, Any], name: str) -> bool:
    return str(person["name"]).casefold() == name.casefold()


def _found(lines: list[str], name: str) -> _Block | None:
    return next((block for block in _blocks(lines) if block.name.casefold() == name.casefold()), None)


def _blocks(lines: list[str]) -> Iterator[_Block]:
    for first in (number for number, line in enumerate(lines) if _HEADER.match(line)):
        after = next((n for n in range(first + 1, len(lines)) if _ANY_HEADER.match(lines[n])), len(lines))
        last = max((n for n in range(first, after) if _KEY.match(lines[n])), default=first)
        try:
            (person,) = tomllib.loads("\n".join(lines[first : last + 1]))["approval"]["people"]
            yield _Block(first, last, str(person["name"]))
        except (tomllib.TOMLDecodeError, KeyError):  # words in a text that only look like a table
            continue


def _write(file: Path, old: str, lines: list[str], people: list[dict[str, Any]]) -> None:
    """Writes the lines once they were read again: these people are there and nothing else has changed."""
    end = "\r\n" if "\r\n" in old else "\n"
    new = end.join(lines) + end
    if not _differ_in_people_only(old, new, people):
        reason = "stands in a form that cannot be changed here: write each below a line [[approval.people]]"
        raise bad_value("approval.people", "", reason, old, str(file))
    read_settings(new, str(file))
    write_whole(file, new)


def _differ_in_people_only(old: str, new: str, people: list[dict[str, Any]]) -> bool:
    before: dict[str, Any] = tomllib.loads(old)
    try:
        after: dict[str, Any] = tomllib.loads(new)
    except tomllib.TOMLDecodeError:  # people in one line, and a table after it
        return False
    was, now = before.pop("approval", {}), after.pop("approval", {})
    written = now.pop("people", [])
    was.pop("people", None)
    return (before, was) == (after, now) and _by_name(written) == _by_name(people)


def _by_name(people: list[dict[str, Any]]) -> dict[str, Any]:
    return {str(person["name"]): person for person in people}
