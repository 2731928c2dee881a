"""The one HTTP client of the process: made at the first call, shared by its threads."""

import logging
import threading
from typing import TYPE_CHECKING

from app.dintero.connection import Connection

if TYPE_CHECKING:
    from app.dintero.transport import Client


class SharedClient:
    """Makes the client when it is first needed and lends it out, to several threads at once.

    A tunnel through a proxy that failed keeps its place in httpcore's pool for ever. So behind a proxy a client that
    met a fault is put away once nobody uses it, and the next call makes a new one.
    """

    def __init__(self, connection: Connection, version: str) -> None:
        self._connection = connection
        self._version = version
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._users = 0
        self._is_spent = False
        self._is_closed = False

    def take(self) -> "Client | None":
        """The client; None once closed. Raises OSError where the trusted certificates cannot be read."""
        with self._lock:
            if self._is_closed:
                return None
            if self._client is None:
                self._client = self._made()
            self._users += 1
            return self._client

    def give_back(self, *, met_fault: bool) -> None:
        """After each `take` that gave a client."""
        with self._lock:
            self._users -= 1
            self._is_spent |= met_fault and self._connection.proxy is not None
            if self._users > 0 or not self._is_spent:
                return
            spent, self._client, self._is_spent = self._client, None, False
        if spent is not None:
            spent.close()

    def close(self) -> None:
        """Ends every connection. Nothing is lent out after this."""
        with self._lock:
            self._is_closed = True
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _made(self) -> "Client":
        from app.dintero.transport import Client
        from app.dintero.trust import trust_of

        logging.getLogger("httpcore").setLevel(logging.WARNING)  # below it would tell addresses and headers
        trust = None if self._connection.is_plain else trust_of(self._connection)
        return Client(self._connection, trust, self._said_always())

    def _said_always(self) -> dict[str, str]:
        """The answer must come plain: the size of a packed one says nothing."""
        return {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": f"giftcard-till/{self._version}",
            "Dintero-System-Name": "giftcard-till",
            "Dintero-System-Version": self._version,
        }
