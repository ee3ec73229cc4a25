"""Conditional requests (RFC 9110 section 13): who has the answer already is told so."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import parsedate_to_datetime

from litestar.types import HTTPResponseStartEvent, Scope

Fields = Iterable[tuple[bytes, bytes]]
_OF_THE_BODY = frozenset({b"content-length", b"content-type", b"content-encoding", b"content-language"})
_CONDITIONS = frozenset({b"if-none-match", b"if-modified-since", b"if-match", b"if-unmodified-since", b"if-range"})
_NOT_OF_THE_WHOLE = _CONDITIONS | {b"range"}


def is_not_modified(asked: Fields, answer: Fields) -> bool:
    """Whether 304 answers a GET for what is 200. If-None-Match is compared weakly; with it If-Modified-Since is not."""
    conditions = {name: value for name, value in asked if name in _CONDITIONS}
    if not conditions:
        return False
    known = {name: value for name, value in answer if name in (b"etag", b"last-modified")}
    if b"if-none-match" in conditions:
        etag = known.get(b"etag", b"").removeprefix(b"W/")
        listed = [tag.strip().removeprefix(b"W/") for tag in conditions[b"if-none-match"].split(b",")]
        return listed == [b"*"] or (etag != b"" and etag in listed)
    return _is_not_after(known.get(b"last-modified"), conditions.get(b"if-modified-since"))


def as_not_modified(start: HTTPResponseStartEvent) -> HTTPResponseStartEvent:
    fields = [field for field in start["headers"] if field[0] not in _OF_THE_BODY]
    return {"type": "http.response.start", "status": 304, "headers": fields}


def without_conditions(scope: Scope) -> Scope:
    """A cache wants the whole answer, whatever its client has of it."""
    request = scope.copy()
    request["headers"] = [field for field in scope["headers"] if field[0] not in _NOT_OF_THE_WHOLE]
    return request


def _is_not_after(modified: bytes | None, since: bytes | None) -> bool:
    if modified is None or since is None:
        return False
    try:
        return parsedate_to_datetime(modified.decode("latin-1")) <= parsedate_to_datetime(since.decode("latin-1"))
    except (TypeError, ValueError):
        return False
