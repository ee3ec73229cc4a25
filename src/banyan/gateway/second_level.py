"""The Redis that the site's gateways share, as their Lua has to know it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from banyan.base import SettingsError

_PORT = 6379
_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
# By scheme; as redis-py reads such URLs.
_OPTIONS = {"redis": {"db"}, "rediss": {"db", "ssl_ca_certs"}, "unix": {"db"}}


@dataclass(frozen=True)
class SecondLevel:
    """`path` of a socket, or else `address` and `port`. With TLS `authorities` vouch for its certificate, which has to
    be of `name`. `prefix`: of all keys, another for each site."""

    path: str
    address: str
    port: int
    name: str
    authorities: Path | None
    username: str
    password: str = field(repr=False)
    database: int
    prefix: str


def second_level(url: str, token: str, address_of: Callable[[str], str]) -> SecondLevel:
    """`token`: what all gateways of the site have and nobody else has; `address_of` a host's name. Raises SettingsError
    for what is no Redis URL."""
    try:
        return _parsed(urlsplit(url), token, address_of)
    except ValueError:
        raise SettingsError(
            "gateway.cache_redis: not a Redis URL; write for example redis://:password@127.0.0.1:6379/0"
        ) from None


def _parsed(parts: SplitResult, token: str, address_of: Callable[[str], str]) -> SecondLevel:
    """Raises ValueError."""
    options = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
    is_socket, host = parts.scheme == "unix", parts.hostname or ""
    if parts.scheme not in _OPTIONS or options.keys() - _OPTIONS[parts.scheme] or parts.fragment:
        raise ValueError
    if not (parts.path.strip("/") if is_socket else host):
        raise ValueError
    authorities = options.get("ssl_ca_certs", _AUTHORITIES)
    database = options.get("db", "0" if is_socket else parts.path.strip("/") or "0")
    if not re.fullmatch(r"\d{1,5}", database, re.ASCII):
        raise ValueError
    return SecondLevel(
        path=unquote(parts.path) if is_socket else "",
        address="" if is_socket else address_of(host),
        port=parts.port or _PORT,
        name=host,
        authorities=Path(authorities) if parts.scheme == "rediss" else None,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=int(database),
        prefix=f"banyan:http:{hashlib.sha256(token.encode()).hexdigest()[:16]}:",
    )
