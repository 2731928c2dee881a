"""What a fault on the line proves: that the call was never sent, or nothing."""

import logging
import ssl
from typing import Final

import httpcore

from app.core.answer import Cause
from app.dintero.reply import Silence

_log: Final = logging.getLogger("app.dintero")

FAULTS: Final = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    OSError,
)
"""Everything that httpcore raises for what happens on a line."""

_BY_THE_CLOCK: Final = {9: Cause.CLOCK, 10: Cause.EXPIRED}
"""OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED."""

_BEFORE_SENDING: Final = (
    httpcore.ConnectError,
    httpcore.ConnectTimeout,
    httpcore.PoolTimeout,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    httpcore.LocalProtocolError,
)
"""T05: the kinds of fault that come before a request, if they come where none was begun."""


def silence_of(fault: Exception, *, may_have_left: bool, was_new: bool) -> Silence:
    """Unsent only where both the kind of fault and the watched steps of the call say so; else nothing is proven.

    A fault that is not of FAULTS is a bug, ours or a library's, that something on the line brought to light. It is
    told by its class alone, since its text may quote anything, and proves nothing.
    """
    if not isinstance(fault, FAULTS):
        _log.error("a fault that nobody foresaw: %s.%s", type(fault).__module__, type(fault).__qualname__)
        return Silence(Cause.CUT, may_have_left=True)
    if isinstance(fault, _BEFORE_SENDING) and not may_have_left:
        return Silence(_cause(fault), may_have_left=False)
    is_late = isinstance(fault, httpcore.TimeoutException)
    return Silence(Cause.TIME_OUT if is_late else Cause.CUT, may_have_left=True, was_stale=not is_late and not was_new)


def _cause(fault: BaseException | None) -> Cause:
    """TLS itself refused, somewhere down the chain of causes. A line cut in mid-handshake is a line fault."""
    while fault is not None:
        if isinstance(fault, ssl.SSLCertVerificationError):
            return _BY_THE_CLOCK.get(fault.verify_code, Cause.CERTIFICATE)
        if isinstance(fault, ssl.SSLError):
            is_cut = isinstance(fault, ssl.SSLEOFError | ssl.SSLZeroReturnError)
            return Cause.LINE if is_cut else Cause.CERTIFICATE
        fault = fault.__cause__ or fault.__context__
    return Cause.LINE
