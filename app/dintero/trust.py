"""Which certificates the till believes: by its settings alone, whatever the environment says."""

import platform
import ssl
from pathlib import Path
from typing import Final

from app.dintero.connection import Connection

SYSTEM_BUNDLES: Final = (
    Path("/etc/ssl/certs/ca-certificates.crt"),
    Path("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
    Path("/etc/pki/tls/certs/ca-bundle.crt"),
    Path("/etc/ssl/ca-bundle.pem"),
    Path("/etc/ssl/cert.pem"),
)
"""Where Debian, Fedora, SUSE, Alpine and their kin keep the machine's own list."""


def trust_of(connection: Connection) -> ssl.SSLContext:
    """TLS 1.2 or newer, the host's name checked. Raises OSError where a list of certificates cannot be read.

    A bare context reads neither SSL_CERT_FILE nor SSL_CERT_DIR nor SSLKEYLOGFILE; `create_default_context` would.
    """
    context = _system() if connection.trust == "system" else _brought()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if connection.ca_file is not None:
        context.load_verify_locations(cafile=str(connection.ca_file))
    return context


def _brought() -> ssl.SSLContext:
    import certifi

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cafile=certifi.where())
    return context


def _system() -> ssl.SSLContext:
    """The machine's own list; where there is none nothing is believed.

    Windows and macOS are asked through their own interfaces. On Linux truststore lets SSL_CERT_FILE steer it, so the
    list is read from where the distributions keep it.
    """
    if platform.system() in {"Windows", "Darwin"}:
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    bundle = next((path for path in SYSTEM_BUNDLES if path.is_file()), None)
    if bundle is not None:
        context.load_verify_locations(cafile=str(bundle))
    return context
