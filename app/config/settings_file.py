"""The settings file: read with every limit checked, and changed in place without losing a comment."""

import os
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec

from app.config.resources import resource
from app.config.settings import Settings
from app.config.settings_checks import ACCOUNT_ID, CLIENT_ID, check, is_address, is_safe_address
from app.config.settings_fault import bad_value, fault_of, parse
from app.core.card import printable
from app.core.problem import Code, refuse

BYTES_MAX: Final = 1_000_000
"""A settings file larger than this is something else."""

Plain = str | int | bool
"""What a key may be set to by the program."""


def load_settings(file: Path) -> Settings:
    """The settings in `file`; the defaults where there is no file.

    Raises Refusal SETTINGS_UNREADABLE, SETTINGS_UNKNOWN_KEY, SETTINGS_BAD_VALUE or ADDRESS_NOT_HTTPS, with the facts
    file, key, line, value and reason as far as each is known.
    """
    text = read_text(file)
    return Settings() if text is None else read_settings(text, str(file))


def read_text(file: Path) -> str | None:
    """The file's text without a byte-order mark; None where there is no file. Raises Refusal SETTINGS_UNREADABLE."""
    try:
        if file.exists() and not file.is_file():  # a pipe would keep the till waiting for ever
            raise refuse(Code.SETTINGS_UNREADABLE, file=str(file), reason="it is no plain file")
        with file.open("rb") as stream:
            raw = stream.read(BYTES_MAX + 1)
        if len(raw) > BYTES_MAX:
            raise refuse(Code.SETTINGS_UNREADABLE, file=str(file), reason="the file is too large for settings")
        return raw.decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as fault:
        line = fault.object[: fault.start].count(b"\n") + 1
        raise refuse(Code.SETTINGS_UNREADABLE, file=str(file), line=line, reason="the text is not UTF-8") from fault
    except OSError as fault:
        raise refuse(Code.SETTINGS_UNREADABLE, file=str(file), reason=fault.strerror or "cannot be read") from fault


def read_settings(text: str, file: str) -> Settings:
    """The settings in a text; `file` names it in refusals. Raises as `load_settings` does."""
    raw: dict[str, Any] = parse(text, file)
    try:
        settings = msgspec.convert(raw, Settings)
    except msgspec.ValidationError as fault:
        raise fault_of(str(fault), Settings, raw, text, file) from fault
    check(settings, text, file)
    return settings


def default_text() -> str:
    """The settings file that a first run writes: every key with its default and a comment."""
    return resource("settings", "settings.toml").read_text("utf-8")


def write_default(file: Path) -> bool:
    """Writes the commented default file where there is none; whether it did. Raises Refusal SETTINGS_UNREADABLE,
    SETTINGS_UNWRITABLE.
    """
    if read_text(file) is not None:
        return False
    write_whole(file, default_text())
    return True


def save_account(file: Path, account_id: str, base_url: str, client_id: str) -> Settings:
    """Writes whose cards are sold into the settings file and keeps all else of it, comments too; the new settings.

    Raises Refusal ACCOUNT_BAD, ADDRESS_NOT_HTTPS, SETTINGS_BAD_VALUE, SETTINGS_UNREADABLE or SETTINGS_UNWRITABLE; the
    file is then as it was.
    """
    if not ACCOUNT_ID.fullmatch(account_id):
        raise refuse(Code.ACCOUNT_BAD, account=printable(account_id))
    if not is_address(base_url) or not is_safe_address(base_url):
        raise bad_value("account.base_url", base_url, "must begin with https://", "", str(file), Code.ADDRESS_NOT_HTTPS)
    if not CLIENT_ID.fullmatch(client_id):
        reason = "must be visible characters without a colon, 200 at most"
        raise bad_value("account.client_id", client_id, reason, "", str(file))
    return save_values(file, "account", {"id": account_id, "base_url": base_url, "client_id": client_id})


def save_values(file: Path, table: str, values: Mapping[str, Plain]) -> Settings:
    """Writes these keys of one table into the settings file and keeps all else of it, comments too; the new settings.

    Raises Refusal SETTINGS_BAD_VALUE, SETTINGS_UNREADABLE or SETTINGS_UNWRITABLE; the file is then as it was.
    """
    old = read_text(file)
    text = default_text() if old is None else old
    new = with_values(text, table, values)
    _must_differ_there_only(text, new, table, values, str(file))
    settings = read_settings(new, str(file))
    write_whole(file, new)
    return settings


def with_values(text: str, table: str, values: Mapping[str, Plain]) -> str:
    """The text with these keys in its table: values replaced where they stand, also behind a #, else lines added.

    Only plain keys below a line with the table's name are known here; the caller checks what came of it.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    heading = re.compile(rf"\s*\[\s*{re.escape(table)}\s*\]")
    header = next((number for number, line in enumerate(lines) if heading.match(line)), None)
    if header is None:
        lines += [""] * bool(lines) + [f"[{table}]"]
        header = len(lines) - 1
    after = next((n for n in range(header + 1, len(lines)) if re.match(r"\s*\[", lines[n])), len(lines))
    added: list[str] = []
    for key, value in values.items():
        forms = (rf"\s*{key}\s*=", rf"\s*#\s?{key}\s*=")  # the default stands behind a #, below its explanation
        places = (n for form in forms for n in range(header + 1, after) if re.match(form, lines[n]))
        place = next(places, None)
        if place is None:
            added.append(f"{key} = {written(value)}")
        else:
            lines[place] = replaced(re.sub(r"^(\s*)#\s?", r"\1", lines[place]), key, value)
    lines[header + 1 : header + 1] = added
    return end.join(lines) + end


def write_whole(file: Path, text: str) -> None:
    """Writes a file so that a pulled plug leaves the old one or the new one, readable by this user alone.

    Raises Refusal SETTINGS_UNWRITABLE with the reason; the old file is then as it was.
    """
    target = file.resolve()  # where the file is a link, what it leads to is replaced and the link stays
    draft = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
        _sync_folder(target.parent)
    except OSError as fault:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise refuse(Code.SETTINGS_UNWRITABLE, file=str(file), reason=fault.strerror or "the system says no") from fault


def _sync_folder(folder: Path) -> None:
    """Makes the new name durable; Windows neither needs nor knows this."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def quoted(value: str) -> str:
    """A text as TOML writes it."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def written(value: Plain) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else quoted(value)


def replaced(line: str, key: str, value: Plain) -> str:
    """One `key = value` line with another value, its indent and its comment kept."""
    found = re.match(rf"(\s*{key}\s*=\s*)(\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^#]*?)(\s*(?:#.*)?)$", line)
    return f"{found[1]}{written(value)}{found[3]}" if found else f"{key} = {written(value)}"


def _must_differ_there_only(old: str, new: str, table: str, values: Mapping[str, Plain], file: str) -> None:
    """A text edit is trusted only after both texts were read again and compared."""
    before = parse(old, file)
    reason = f"stands in a form that cannot be changed here: write {_listed(values)} below a line [{table}]"
    try:
        after: dict[str, Any] = tomllib.loads(new)
    except tomllib.TOMLDecodeError as fault:
        raise bad_value(table, "", reason, old, file) from fault
    was = before.get(table, {})
    if not isinstance(was, dict) or after != {**before, table: {**was, **values}}:
        raise bad_value(table, "", reason, old, file)


def _listed(values: Mapping[str, Plain]) -> str:
    *first, last = values
    return f"{', '.join(first)} and {last}" if first else last
