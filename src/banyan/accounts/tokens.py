from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import jwt
from jwt.types import Options

# One algorithm: what a token's head asks for is never asked (RFC 8725 section 3.1).
_ALGORITHM = "HS256"
_NEEDED = ["sub", "sid", "iat", "exp"]
# Ours have about 300 characters; what is longer is not even parsed.
_LONGEST = 600
# Nodes' clocks differ a little. When a login ends its session says.
_LEEWAY_SECONDS = 30


@dataclass(frozen=True)
class Claims:
    account_id: int
    sid: str


@dataclass(frozen=True)
class _Key:
    id: str
    secret: bytes


class TokenKeys:
    """Signs tokens (JWT, RFC 7519) that name a session, and reads them again.

    The keys are derived from the site's secrets. The first signs; the others are those of the time before, whose tokens
    are good until they end.
    """

    def __init__(self, secrets: Sequence[bytes]) -> None:
        keys = [_derived(secret) for secret in secrets]
        self._current = keys[0]
        self._by_id = {key.id: key for key in keys}

    def sign(self, account_id: int, sid: str, issued_at: datetime, expires_at: datetime) -> str:
        claims = {"sub": str(account_id), "sid": sid, "iat": issued_at, "exp": expires_at}
        return jwt.encode(claims, self._current.secret, _ALGORITHM, headers={"kid": self._current.id})

    def read(self, token: str) -> Claims | None:
        """None for whatever is not ours, or has expired. Whether the session lives is the database's to say."""
        if len(token) > _LONGEST or not token.isascii():
            return None
        try:
            key = self._by_id.get(str(jwt.get_unverified_header(token).get("kid")))
            if key is None:
                return None
            options: Options = {"require": _NEEDED}
            claims = jwt.decode(token, key.secret, [_ALGORITHM], options=options, leeway=_LEEWAY_SECONDS)
            return Claims(int(claims["sub"]), str(claims["sid"]))
        except (jwt.InvalidTokenError, ValueError):
            return None


def is_signed(token: str) -> bool:
    """Whether it has the form of a signed token; random ones have no dots."""
    return token.count(".") == 2


def _derived(secret: bytes) -> _Key:
    # The id tells nothing of the key, nor the key of the secret.
    key = hmac.new(secret, b"session tokens", hashlib.sha256).digest()
    return _Key(hmac.new(key, b"id", hashlib.sha256).hexdigest()[:16], key)
