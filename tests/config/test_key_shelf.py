"""Keys that the program makes for itself: in the keyring for real money, in a file for a sandbox's."""

from pathlib import Path

import pytest

from app.config.folders import Home
from app.config.key_shelf import FolderShelf
from tests.config.secret_service import with_secret_service


def test_a_key_lies_in_the_keyring_under_its_own_name(tmp_path: Path) -> None:
    program = """
from app.config.key_shelf import KeyringShelf
from app.config.secret import Secret, read_slip_key, save_secret, save_slip_key
shelf, other = KeyringShelf("T11223344"), KeyringShelf("T11223345")
save_secret("T11223344", "till-7", Secret("client"))
save_slip_key("T11223344", Secret("slip"))
print(shelf.read("batch 1"))
shelf.save("batch 1", "AGE-1")
shelf.save("batch 2", "AGE-2")
print(shelf.read("batch 1"), shelf.read("batch 2"), other.read("batch 1"), read_slip_key("T11223344").reveal())
print(shelf.delete("batch 1"), shelf.delete("batch 1"), shelf.read("batch 1"), shelf.read("batch 2"))
"""
    assert with_secret_service(tmp_path, program).out.splitlines() == [
        "None",
        "AGE-1 AGE-2 None slip",
        "True False None AGE-2",
    ]


def test_a_sandboxs_key_lies_in_a_file_that_is_this_users_alone(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path / "keys")
    assert shelf.read("batch ../1") is None
    shelf.save("batch ../1", "AGE-1")
    (file,) = (tmp_path / "keys").iterdir()
    assert (file.stat().st_mode & 0o077, shelf.read("batch ../1")) == (0, "AGE-1")
    assert (shelf.delete("batch ../1"), shelf.delete("batch ../1"), shelf.read("batch ../1")) == (True, False, None)


def test_sealed_answers_lie_apart_for_each_account(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    assert home.vault("T00000000") == tmp_path / "vault" / "T00000000"
    with pytest.raises(ValueError, match="account id"):
        home.vault("../T00000000")
