"""The vault of an account, and the maker of cards that fills it."""

from pathlib import Path

from app.compose.chunk_process import ChunkProcess
from app.config.folders import Home
from app.config.key_shelf import FolderShelf, KeyringShelf
from app.core.problem import Code, refuse
from app.dintero.late_issuer import LateIssuer
from app.till.ports import Clock
from app.ui.desk import Account
from app.vault.batch_keys import BatchKeys, KeyShelf
from app.vault.sealed_answers import SealedAnswers
from app.vault.sealed_folder import SealedFolder


def vault_of(home: Home, account: Account, clock: Clock) -> SealedAnswers:
    """The sealed answers of the account and their keys. Raises Refusal VAULT_UNWRITABLE where the folder cannot be."""
    _make_private(home.vault(account.account_id))
    return vault_as_it_lies(home, account, clock)


def vault_as_it_lies(home: Home, account: Account, clock: Clock) -> SealedAnswers:
    """The same to look at: where a disk is away, no folder is made in its place."""
    folder = SealedFolder(home.vault(account.account_id))
    return SealedAnswers(folder, BatchKeys(shelf_of(home, account)), clock.running)


def maker_of(home: Home, account: Account, vault: SealedAnswers, issuer: LateIssuer) -> ChunkProcess:
    """The maker of the account's cards. Close it at the end."""
    return ChunkProcess(vault, home.vault(account.account_id), issuer.made)


def shelf_of(home: Home, account: Account) -> KeyShelf:
    """Where the account's keys lie: a real one's in the keyring; a sandbox's cards are worth no keyring."""
    return FolderShelf(home.sandbox / "keys") if account.is_sandbox else KeyringShelf(account.account_id)


def _make_private(folder: Path) -> None:
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as fault:
        reason = fault.strerror or "the system says no"
        raise refuse(Code.VAULT_UNWRITABLE, folder=str(folder), reason=reason) from fault
