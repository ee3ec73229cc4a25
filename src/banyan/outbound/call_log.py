from __future__ import annotations

import logging
import time

import httpx

from banyan.observe import current_request_id
from banyan.outbound.errors import OutboundFault
from banyan.outbound.masking import masked_body, masked_headers, masked_text

_logger = logging.getLogger("banyan.outbound")
_LONGEST = 300
_FIRST_BAD = 400


def described(request: httpx.Request) -> str:
    """`GET host:port/path`: no query and no user, which can hold secrets. httpx has encoded it: no line breaks."""
    where = request.url.netloc + request.url.raw_path.split(b"?")[0]
    return f"{request.method} {where[:_LONGEST].decode('ascii', 'replace')}"


def log_answer(answer: httpx.Response, started: float) -> None:
    """A line for each answer; at DEBUG another, with headers and bodies, masked."""
    level = logging.INFO if answer.status_code < _FIRST_BAD else logging.WARNING
    seconds, request = time.perf_counter() - started, answer.request
    _logger.log(level, "outbound %s %d in %.4f%s", described(request), answer.status_code, seconds, _for_whom())
    if _logger.isEnabledFor(logging.DEBUG):
        _logger.debug("outbound %s sent: %s", described(request), _sent(request))
        _logger.debug("outbound %s got: %s", described(request), _shown(answer.headers, answer.content))


def log_fault(call: str, fault: OutboundFault, started: float) -> None:
    _logger.warning("outbound %s %s in %.4f%s", call, fault.name, time.perf_counter() - started, _for_whom())


def _for_whom() -> str:
    return f" (request {request_id})" if (request_id := current_request_id()) else ""


def _sent(request: httpx.Request) -> str:
    try:
        content = request.content
    except httpx.RequestNotRead:  # it is read as it is sent
        content = b""
    return f"?{masked_text(request.url.query.decode('ascii', 'replace'))} {_shown(request.headers, content)}"


def _shown(headers: httpx.Headers, content: bytes) -> str:
    return f"{masked_headers(headers)} {masked_body(content, headers.get('content-type', ''))}"
