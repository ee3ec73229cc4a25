from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypedDict

import httpx

from banyan.observe import current_request_id, outgoing_traceparent
from banyan.outbound.faults import named_faults
from banyan.outbound.lines import Lines
from banyan.outbound.masking import smells_secret
from banyan.outbound.terms import Terms


class Sending(TypedDict, total=False):
    """What goes with a request, as httpx takes it; `auth`: user and password (RFC 7617)."""

    params: Mapping[str, Any]
    headers: Mapping[str, str]
    content: bytes | str
    data: Mapping[str, Any]
    files: Any
    json: Any
    auth: tuple[str, str]


def build_request(lines: Lines, terms: Terms, method: str, url: str, sending: Sending) -> httpx.Request:
    """Raises RefusedAddress for what is no URL."""
    rest: dict[str, Any] = {**sending}
    auth = rest.pop("auth", None)
    connect = terms.connect_timeout
    timeout = httpx.Timeout(terms.read_timeout, connect=connect, pool=connect)
    with named_faults(f"{method} of what is no URL"):
        request = lines.http.build_request(method.upper(), url, timeout=timeout, **rest)
    if auth:
        request = next(httpx.BasicAuth(*auth).sync_auth_flow(request))
    # Who is called by a stranger's URL has no business knowing them.
    for name, value in () if lines.guard else _trace_headers():
        request.headers.setdefault(name, value)
    return request


def redirected(request: httpx.Request, before: httpx.Request) -> httpx.Request:
    """httpx keeps Authorization and cookies from another host; our other secrets are kept from it too."""
    if (request.url.scheme, request.url.netloc) != (before.url.scheme, before.url.netloc):
        for name in [name for name in request.headers if smells_secret(name)]:
            del request.headers[name]
    return request


def _trace_headers() -> Iterator[tuple[str, str]]:
    yield "traceparent", outgoing_traceparent()
    if request_id := current_request_id():
        yield "x-request-id", request_id
