"""Keys that the program makes for itself: in the keyring for a real account, in a file for a sandbox's play money."""

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.config.secret import Secret, delete_key, read_key, save_key

_UNFIT: Final = re.compile(r"[^A-Za-z0-9_-]", re.ASCII)


class KeyringShelf:
    """An account's keys in the operating system's keyring. Each call may wait for a person to unlock it."""

    def __init__(self, account_id: str) -> None:
        self._account_id = account_id

    def read(self, name: str) -> str | None:
        """The key of this name; None where there is none. Raises the KEYRING refusals, as all do here."""
        kept = read_key(self._account_id, name)
        return None if kept is None else kept.reveal()

    def save(self, name: str, key: str) -> None:
        """Keeps a key."""
        save_key(self._account_id, name, Secret(key))

    def delete(self, name: str) -> bool:
        """Forgets a key; whether there was one."""
        return delete_key(self._account_id, name)


class FolderShelf:
    """The same in plain files: for a sandbox, whose cards are worth nothing, on machines without a keyring."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str) -> str | None:
        """The key of this name; None where there is none. Raises OSError, as all do here."""
        try:
            return self._file(name).read_text("ascii")
        except FileNotFoundError:
            return None

    def save(self, name: str, key: str) -> None:
        """Keeps a key, readable by this user alone."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._file(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(key)
            stream.flush()
            os.fsync(descriptor)

    def delete(self, name: str) -> bool:
        """Forgets a key; whether there was one."""
        with suppress(FileNotFoundError):
            self._file(name).unlink()
            return True
        return False

    def _file(self, name: str) -> Path:
        return self._folder / f"{_UNFIT.sub('-', name)}.key"
