"""How the till reaches its account: address, account id, trust, proxy and patience, checked when made."""

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import SplitResult, urlsplit

from app.core.card import printable
from app.core.problem import Code, Refusal, refuse

ANSWER_BYTES_MAX: Final = 262_144
"""No card needs more than 256 KiB (reliability section 3.3)."""

_ACCOUNT: Final = re.compile(r"[PT]\d{8}", re.ASCII)
_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.\-]{0,251}[A-Za-z0-9])?", re.ASCII)
_PREFIX: Final = re.compile(r"(/[A-Za-z0-9_~\-][A-Za-z0-9._~\-]*)*", re.ASCII)

Trust = Literal["certifi", "system"]
"""Whose certificates are believed: the list the program brings, or the one the machine's owner keeps."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Everything the client needs but the secret.

    `base_url` is the API's origin with an optional path before `/v1`. `ca_file` adds the certificates of the chain's
    own authority. `proxy` is `http://host:port` and never used for loopback. `connect_timeout_s` bounds name,
    connection and, again, TLS; `deadline_s` bounds one whole exchange from its first byte to its last.
    """

    base_url: str
    account_id: str
    client_id: str
    trust: Trust = "certifi"
    ca_file: Path | None = None
    proxy: str | None = None
    connect_timeout_s: float = 5.0
    deadline_s: float = 30.0
    answer_bytes_max: int = ANSWER_BYTES_MAX

    def __post_init__(self) -> None:
        """Raises Refusal: ADDRESS_NOT_HTTPS, ACCOUNT_MISSING, ACCOUNT_BAD, SETTINGS_BAD_VALUE (for the proxy).

        Raises ValueError for a time or size that is not above zero: the settings check those.
        """
        _check_base(self.base_url)
        if not self.account_id or not self.client_id:
            raise refuse(Code.ACCOUNT_MISSING)
        if not _ACCOUNT.fullmatch(self.account_id):
            raise refuse(Code.ACCOUNT_BAD, account=printable(self.account_id))
        if self.proxy is not None:
            _check_proxy(self.proxy)
        if min(self.connect_timeout_s, self.deadline_s, self.answer_bytes_max) <= 0:
            raise ValueError("times and sizes are above zero")

    @property
    def base(self) -> str:
        """The base address without a slash at its end."""
        return self.base_url.rstrip("/")

    @property
    def is_loopback(self) -> bool:
        """The other side is a program on this machine."""
        return is_loopback(urlsplit(self.base_url).hostname or "")

    @property
    def is_plain(self) -> bool:
        """No TLS: only ever to loopback."""
        return urlsplit(self.base_url).scheme == "http"


def is_loopback(host: str) -> bool:
    """Whether a host's name or address can only mean this machine: 127.0.0.0/8, ::1 and localhost."""
    if host.casefold() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address in ipaddress.ip_network("127.0.0.0/8") or address == ipaddress.ip_address("::1")


def _check_base(url: str) -> None:
    parts = _split(url)
    host = parts.hostname if parts is not None else None
    if parts is None or host is None or not _is_bare(parts) or not _PREFIX.fullmatch(parts.path.rstrip("/")):
        raise _address_refused(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise _address_refused(url)


def _check_proxy(url: str) -> None:
    """Plain `http://host:port` only: the tunnel through it carries TLS of our own. No password in a plain file."""
    parts = _split(url)
    if parts is None or parts.scheme != "http" or not _is_bare(parts) or parts.path not in {"", "/"}:
        reason = "must be http://host:port, without a password"
        raise refuse(Code.SETTINGS_BAD_VALUE, key="network.proxy", value=_without_login(url), reason=reason)


def _split(url: str) -> SplitResult | None:
    """None for what is no address at all, or has a host or port that cannot be."""
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        has_good_port = parts.port is None or parts.port > 0
        host = parts.hostname or ""
    except ValueError:
        return None
    return parts if has_good_port and _is_host(host) else None


def _is_host(host: str) -> bool:
    if ":" in host:
        return "%" not in host and ipaddress.ip_address(host).version == 6  # urlsplit has checked what is in brackets
    return _HOST.fullmatch(host) is not None and ".." not in host


def _is_bare(parts: SplitResult) -> bool:
    """No login, no query, no fragment."""
    return "@" not in parts.netloc and not parts.query and not parts.fragment


def _address_refused(url: str) -> Refusal:
    return refuse(Code.ADDRESS_NOT_HTTPS, address=_without_login(url))


def _without_login(url: str) -> str:
    """An address fit for a sentence: what stands before an @ may be a password."""
    scheme, mark, rest = url.partition("://")
    bare = rest.rpartition("@")[2] if mark else scheme.rpartition("@")[2]
    return printable(f"{scheme}{mark}{bare}" if mark else bare, 80)
