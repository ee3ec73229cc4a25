from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_plus

from litestar.types import Scope

from banyan.policy import Cache
from banyan.policy.cache import PLACEHOLDER


class RouteKey:
    """What makes one answer of a route another: the path, the query's parameters, the fields and the cookies that its
    policy names, the Host, and what its answers so far have said that they vary by. A field too many there makes a
    cache keep more, and show nothing wrong."""

    def __init__(self, policy: Cache) -> None:
        self.policy = policy
        self._fields = frozenset({b"host", *(name.encode() for name in policy.varies_by)})

    def of(self, scope: Scope) -> str:
        text = b"%s?%s" % (scope["raw_path"], canonical_query(scope["query_string"], self.policy))
        wanted = self._fields
        found = sorted(field for field in scope["headers"] if field[0] in wanted)
        if self.policy.cookies:
            found.append((b"cookie", named_cookies(scope["headers"], self.policy)))
        return b"".join((text, *(b"\n%s:%s" % field for field in found))).decode("latin-1")

    def learn(self, vary: str) -> None:
        """What an answer varies by."""
        names = {name.strip().lower().encode() for name in vary.split(",") if name.strip()}
        # Of the cookies those are part of the key that the policy names.
        self._fields |= names - {b"cookie"} if self.policy.cookies else names


def narrowed(scope: Scope, policy: Cache) -> Scope:
    """The request that the handler gets, whether its answer is kept or not: nothing is in it that is no part of the
    key, as far as the policy can say. So nothing that one client sends changes what another is given, and no order or
    spelling of parameters means one thing to the key and another to the handler."""
    hidden = {name.encode() for name in policy.hides()}
    request = scope.copy()
    request["query_string"] = canonical_query(scope["query_string"], policy)
    if policy.cookies:
        hidden.add(b"cookie")
    fields = [field for field in scope["headers"] if field[0] not in hidden]
    if cookies := named_cookies(scope["headers"], policy):
        fields.append((b"cookie", cookies))
    request["headers"] = fields
    return request


def named_cookies(fields: Iterable[tuple[bytes, bytes]], policy: Cache) -> bytes:
    """Those that came of the cookies that the policy names, sorted by name; of one that came twice the first."""
    if not policy.cookies:
        return b""
    found: dict[str, bytes] = {}
    for line in (value for name, value in fields if name == b"cookie"):
        for cookie in line.split(b";"):
            name, _, value = cookie.partition(b"=")
            found.setdefault(name.strip(b" \t").decode("latin-1"), value.strip(b" \t"))
    return b"; ".join(b"%s=%s" % (name.encode(), found[name]) for name in sorted(policy.cookies) if name in found)


def canonical_query(query: bytes, policy: Cache) -> bytes:
    """The parameters that are part of the key, as they came, sorted by name; of one name in the order in which they
    came."""
    if not query or (b"&" not in query and policy.key is None):
        return query
    fields = [field for field in query.split(b"&") if field]
    if policy.key is not None:
        fields = [field for field in fields if _name(field) in policy.key]
    fields.sort(key=_name)
    return b"&".join(fields)


def tags_of(scope: Scope, policy: Cache) -> tuple[str, ...]:
    """The policy's tags with the request's parameters put in; of a parameter that came twice the first. They may turn
    out to be none that an invalidation could name."""
    if not any("{" in tag for tag in policy.tags):
        return policy.tags
    given: dict[str, Any] = dict(scope["path_params"])
    for field in canonical_query(scope["query_string"], policy).split(b"&"):
        given.setdefault(_name(field), unquote_plus(field.partition(b"=")[2].decode("latin-1")))
    return tuple(PLACEHOLDER.sub(lambda found: str(given.get(found[1], "")), tag) for tag in policy.tags)


def _name(field: bytes) -> str:
    return unquote_plus(field.partition(b"=")[0].decode("latin-1"))
