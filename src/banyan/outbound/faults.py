from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from banyan.outbound.errors import (
    BrokenAnswer,
    ConnectTimeout,
    DeadlineExceeded,
    NoConnectionFree,
    OutboundFault,
    ReadTimeout,
    RefusedAddress,
    Unreachable,
)

# The first that fits counts.
_NAMED: tuple[tuple[type[Exception], type[OutboundFault]], ...] = (
    (httpx.ConnectTimeout, ConnectTimeout),
    (httpx.PoolTimeout, NoConnectionFree),
    (httpx.TimeoutException, ReadTimeout),
    (TimeoutError, DeadlineExceeded),
    (httpx.InvalidURL, RefusedAddress),
    (httpx.UnsupportedProtocol, RefusedAddress),
    (httpx.RemoteProtocolError, BrokenAnswer),
    (httpx.ConnectError, Unreachable),
    (httpx.NetworkError, BrokenAnswer),
    (socket.gaierror, Unreachable),
    (ConnectionError, Unreachable),
    (ssl.SSLError, BrokenAnswer),
)


@contextmanager
def named_faults(call: str) -> Iterator[None]:
    """What httpx and the network raise, in the words of our own tree; `call` says which call it was. What is no fault
    of the other side's or the network's (a header that cannot be sent) stays as it is: the program's mistake."""
    try:
        yield
    except tuple(error for error, _ in _NAMED) as error:
        fault = next(fault for its_kind, fault in _NAMED if isinstance(error, its_kind))
        raise fault(f"{call}: {type(error).__name__}") from error
