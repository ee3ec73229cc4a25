from __future__ import annotations

import ssl
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpcore
import httpx

from banyan.outbound.answers import ACCEPT_ENCODING
from banyan.outbound.guard import Guard, GuardedNetwork
from banyan.outbound.upstreams import Upstreams

_KEPT_SECONDS = 5.0
_HEADERS = {"User-Agent": "banyan", "Accept-Encoding": ACCEPT_ENCODING}


@dataclass(frozen=True)
class Lines:
    """A pool of connections, and what is known of those at their ends. With a guard they are for users' URLs."""

    http: httpx.AsyncClient
    upstreams: Upstreams
    guard: Guard | None = None


def open_http(tls: ssl.SSLContext, connections: int, guard: Guard | None) -> httpx.AsyncClient:
    """Nothing is connected to yet. Neither proxies nor .netrc of the environment are used: a password of this machine's
    user is for no URL's asking."""
    limits = httpx.Limits(
        max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=_KEPT_SECONDS
    )
    transport = httpx.AsyncHTTPTransport(verify=tls, limits=limits)
    if guard:
        # The one place where a connection's address can be chosen is httpcore's network backend, which httpx's
        # transport has no parameter for: it gets a pool that was made with one, in place of its own.
        transport._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=GuardedNetwork(guard),
        )
    # One jar would hand what a server set for one visitor to the calls for all others.
    no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    return httpx.AsyncClient(transport=transport, headers=_HEADERS, cookies=no_cookies, trust_env=False)
