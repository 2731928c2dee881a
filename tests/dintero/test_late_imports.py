"""The form comes first: nothing heavy is imported before the first call."""

import subprocess
import sys

CODE = """
import sys
from app.dintero.connection import Connection
from app.dintero.issuer import DinteroIssuer
from tests.fakes import FakeClock
DinteroIssuer(Connection("https://api.dintero.com", "T00000000", "till"), lambda: "s", FakeClock(), "1").close()
heavy = {"httpcore", "h11", "ssl", "certifi", "truststore", "asyncio", "email.utils", "http.client"}
print(sorted(heavy & set(sys.modules)))
"""


def test_a_client_that_was_not_asked_has_loaded_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
