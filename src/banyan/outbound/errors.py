"""What a call to another server can come to.

SystemFault
└── OutboundFault               502  outbound_fault
    ├── Unreachable             503  outbound_unreachable         no connection came about
    ├── ConnectTimeout          504  outbound_connect_timeout
    ├── ReadTimeout             504  outbound_read_timeout        connected, but silent
    ├── DeadlineExceeded        504  outbound_deadline            the whole call took too long
    ├── BrokenAnswer            502  outbound_broken_answer       it broke off, or is not HTTP
    ├── UpstreamFailed          502  outbound_5xx
    ├── UpstreamRefused         502  outbound_4xx
    ├── TooManyRedirects        502  outbound_too_many_redirects  more than the terms allow: by default none
    ├── AnswerTooLarge          502  outbound_answer_too_large
    ├── RefusedAddress          502  outbound_refused_address     not where a user's URL may lead
    ├── BreakerOpen             503  outbound_breaker_open        it lately failed, and is not asked
    └── NoConnectionFree        503  outbound_no_connection_free  all our own are in use

The site's client is told the general message and the status; `str(fault)` is for the log, `fault.answer` for the code
that made the call.
"""

from __future__ import annotations

from typing import ClassVar

import httpx

from banyan.base import SystemFault


class OutboundFault(SystemFault):
    """`passing`: the other server's trouble, which may be over soon. It counts for the breaker, and the call is made
    again where that does no harm."""

    name = "outbound_fault"
    status = 502
    message = "A service that this needs does not answer as it should; try again later."
    passing: ClassVar[bool] = False

    def __init__(self, detail: str, *, answer: httpx.Response | None = None, retry_after: int | None = None) -> None:
        super().__init__(retry_after=retry_after)
        self.detail = detail
        self.answer = answer

    def __str__(self) -> str:
        return self.detail


class Unreachable(OutboundFault):
    name = "outbound_unreachable"
    status = 503
    passing = True


class ConnectTimeout(OutboundFault):
    name = "outbound_connect_timeout"
    status = 504
    passing = True


class ReadTimeout(OutboundFault):
    name = "outbound_read_timeout"
    status = 504
    passing = True


class DeadlineExceeded(OutboundFault):
    name = "outbound_deadline"
    status = 504
    passing = True


class BrokenAnswer(OutboundFault):
    name = "outbound_broken_answer"
    passing = True


class UpstreamFailed(OutboundFault):
    answer: httpx.Response
    name = "outbound_5xx"
    passing = True


class UpstreamRefused(OutboundFault):
    answer: httpx.Response
    name = "outbound_4xx"


class TooManyRedirects(OutboundFault):
    answer: httpx.Response
    name = "outbound_too_many_redirects"


class AnswerTooLarge(OutboundFault):
    name = "outbound_answer_too_large"


class RefusedAddress(OutboundFault):
    name = "outbound_refused_address"


class BreakerOpen(OutboundFault):
    name = "outbound_breaker_open"
    status = 503


class NoConnectionFree(OutboundFault):
    name = "outbound_no_connection_free"
    status = 503
