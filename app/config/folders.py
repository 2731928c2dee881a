"""Where a till keeps its settings, journal, marks, log and sandbox: one home folder, or the platform's own folders."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.core.problem import Code, refuse

NAME: Final = "giftcard-till"
HOME_VARIABLE: Final = "GIFTCARD_TILL_HOME"

_PRIVATE: Final = 0o700
_ACCOUNT: Final = re.compile(r"[PT][0-9]{8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Home:
    """The places of one till. Nothing is made before `make` is called."""

    settings: Path
    journals: Path
    log: Path
    sandbox: Path
    facts: Path
    """The file of what is known of the issuer, written by `probe`."""
    marks: Path
    """How far each journal had come: apart from them, so that whoever puts a backup back puts no mark back with it."""

    @classmethod
    def at(cls, folder: Path) -> "Home":
        """Everything in one folder, as `--home` asks."""
        root = folder.expanduser().absolute()
        return cls(
            root / "settings.toml",
            root / "journal",
            root / "log",
            root / "sandbox",
            root / "facts.json",
            root / "marks",
        )

    @classmethod
    def of_the_platform(cls) -> "Home":
        """The folders that the operating system keeps for a user's programs."""
        from platformdirs import PlatformDirs

        dirs = PlatformDirs(NAME, appauthor=False)
        data = Path(dirs.user_data_dir)
        config = Path(dirs.user_config_dir)
        return cls(
            config / "settings.toml",
            data / "journal",
            Path(dirs.user_log_dir),
            data / "sandbox",
            config / "facts.json",
            config / "marks",
        )

    @classmethod
    def found(cls, given: Path | None = None, environment: Mapping[str, str] | None = None) -> "Home":
        """The folder given on the command line, else the one GIFTCARD_TILL_HOME names, else the platform's."""
        named = (os.environ if environment is None else environment).get(HOME_VARIABLE, "")
        if given is not None:
            return cls.at(given)
        return cls.at(Path(named)) if named else cls.of_the_platform()

    def journal(self, account_id: str) -> Path:
        """The journal's file: one an account, so that test sales and real ones never meet.

        Raises ValueError for what is no account id, so that no text from outside becomes a path.
        """
        if not _ACCOUNT.fullmatch(account_id):
            raise ValueError("an account id is P or T and eight figures")
        return self.journals / f"{account_id}.db"

    def batches(self, account_id: str) -> Path:
        """The file of an account's batches of cards, beside its journal. Raises ValueError as `journal` does."""
        return self.journal(account_id).with_suffix(".batches.db")

    def vault(self, account_id: str) -> Path:
        """Where an account's sealed answers lie. Raises ValueError as `journal` does."""
        if not _ACCOUNT.fullmatch(account_id):
            raise ValueError("an account id is P or T and eight figures")
        return self.journals.parent / "vault" / account_id

    def make(self) -> None:
        """Makes what is missing, readable by this user alone. What exists keeps its place and loses foreign readers.

        Raises Refusal SETTINGS_UNREADABLE with the facts file and reason.
        """
        for folder in (self.settings.parent, self.journals, self.log, self.sandbox, self.marks):
            try:
                folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
            except OSError as fault:
                raise refuse(
                    Code.SETTINGS_UNREADABLE, file=str(folder), reason=fault.strerror or "no folder"
                ) from fault
        for folder in (self.journals, self.log, self.sandbox, self.marks):
            _make_private(folder)


def _make_private(folder: Path) -> None:
    """Takes group and others off a folder of ours, where this user may; Windows has its own ways."""
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        folder.chmod(_PRIVATE)
