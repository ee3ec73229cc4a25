from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from ipaddress import ip_address

import httpcore
import httpx
from httpcore import SOCKET_OPTION

from banyan.outbound.errors import RefusedAddress
from banyan.outbound.public_addresses import Network, is_public

_PORTS = {"http": 80, "https": 443}
_LONGEST_NAME = 253
_ADDRESSES_TRIED = 4
_RESOLVING = 4
_CONNECT_TIMEOUT = 1.0

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""A host's addresses, in the order to try. Raises OSError where there are none."""


class SystemResolver:
    """The machine's own, in threads of its own: names that strangers chose can be slow to resolve, and must not take
    those that everything else uses."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_RESOLVING, thread_name_prefix="user-urls")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        # As bytes: of text Python would first make IDNA, which a label too long fails with an error of its own.
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
        )
        return [str(address[0]) for *_, address in found]


@dataclass(frozen=True)
class Guard:
    """Where a URL that came from a user may lead: by HTTP or HTTPS, to `ports`, at public addresses, and at those of
    `networks`, which the site's operator allows (api-layer 10; OWASP "Server-Side Request Forgery Prevention")."""

    ports: frozenset[int] = frozenset({80, 443})
    networks: tuple[Network, ...] = ()
    resolve: Resolve = field(default_factory=SystemResolver)

    def check_url(self, url: httpx.URL) -> None:
        """Raises RefusedAddress. Where its host leads is seen when its name is resolved."""
        if url.scheme not in _PORTS:
            raise RefusedAddress("a user's URL: neither http nor https")
        if url.userinfo:
            raise RefusedAddress("a user's URL: with a name or password")
        port = _PORTS[url.scheme] if url.port is None else url.port
        if port not in self.ports:
            raise RefusedAddress(f"a user's URL: port {port}")
        if not 0 < len(url.host) <= _LONGEST_NAME:
            raise RefusedAddress("a user's URL: without a host, or with one longer than names are")

    async def addresses(self, host: str, port: int) -> list[str]:
        """Those of the host's addresses that may be connected to. Raises RefusedAddress if there are none such,
        OSError if there are none at all."""
        allowed = [text for text in await self.resolve(host, port) if self._allows(text)]
        if not allowed:
            raise RefusedAddress(f"a user's URL: {host} is not at a public address")
        return allowed[:_ADDRESSES_TRIED]

    def _allows(self, text: str) -> bool:
        address = ip_address(text)
        return is_public(address) or any(address in network for network in self.networks)


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to addresses that the guard has seen, and to exactly those: a name is resolved once a connection, so
    that no second answer can lead elsewhere (DNS rebinding). TLS still checks the host's name, which httpcore keeps."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's own interface
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        now = asyncio.get_running_loop().time
        until = now() + (timeout or _CONNECT_TIMEOUT)
        left = await self._addresses(host, port, until)
        while True:
            address = left.pop(0)
            # An address that swallows packets leaves the others their share of the time.
            share = max(0.001, (until - now()) / (len(left) + 1))
            try:
                return await self._network.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if not left:
                    raise

    async def _addresses(self, host: str, port: int, until: float) -> list[str]:
        try:
            async with asyncio.timeout_at(until):
                return await self._guard.addresses(host, port)
        except TimeoutError:
            raise httpcore.ConnectTimeout("the name was not resolved in time") from None
        except OSError as error:
            raise httpcore.ConnectError(type(error).__name__) from error
