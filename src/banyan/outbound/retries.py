from __future__ import annotations

import random
from email.utils import parsedate_to_datetime

import httpx

from banyan.base import utc_now
from banyan.outbound.errors import OutboundFault

# RFC 9110 section 9.2.2.
IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
_TOO_MANY_REQUESTS = 429
_FIRST_WAIT = 0.1
_LONGEST_WAIT = 1.0
_LONGEST_ASKED = 2.0
_BUDGET = 10.0


class RetryBudget:
    """Retries as a share of calls, so that they cannot multiply an outage: a token bucket into which each call puts
    `share` and from which each retry takes one (as Finagle's RetryBudget; Google SRE, "Handling Overload")."""

    def __init__(self, share: float) -> None:
        self._share = share
        self._tokens = _BUDGET if share else 0.0

    def earn(self) -> None:
        self._tokens = min(_BUDGET, self._tokens + self._share)

    def spend(self) -> bool:
        """Whether there was one."""
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


def may_repeat(request: httpx.Request) -> bool:
    """Whether sending it twice does no harm, and can be done: a body that is read as it is sent is gone."""
    return request.method in IDEMPOTENT and isinstance(request.stream, httpx.ByteStream)


def wait_before_retry(retry: int, fault: OutboundFault) -> float | None:
    """Seconds, by full jitter (AWS Architecture Blog, "Exponential Backoff and Jitter"), at least what a Retry-After
    asks for; None: not again, or only after longer than anybody waits here."""
    asked = _retry_after(fault.answer)
    throttled = fault.answer is not None and fault.answer.status_code == _TOO_MANY_REQUESTS
    if not fault.passing and not (throttled and asked is not None):
        return None
    if asked is not None and asked > _LONGEST_ASKED:
        return None
    jitter = random.uniform(0, min(_LONGEST_WAIT, _FIRST_WAIT * 2**retry))  # noqa: S311  guards no secret
    return max(jitter, asked or 0.0)


def _retry_after(answer: httpx.Response | None) -> float | None:
    """RFC 9110 section 10.2.3: seconds, or a date."""
    text = answer.headers.get("retry-after", "").strip() if answer else ""
    if text.isascii() and text.isdigit():
        return float(text[:10])
    try:
        return max(0.0, (parsedate_to_datetime(text) - utc_now()).total_seconds())
    except (ValueError, TypeError):  # not a date, or one without a zone
        return None
