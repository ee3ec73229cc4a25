"""Calls to other servers: one client a worker, with deadlines, retries, breakers, and a guard for users' URLs."""

from banyan.outbound.calls import calls
from banyan.outbound.client import Outbound
from banyan.outbound.errors import (
    AnswerTooLarge,
    BreakerOpen,
    BrokenAnswer,
    ConnectTimeout,
    DeadlineExceeded,
    NoConnectionFree,
    OutboundFault,
    ReadTimeout,
    RefusedAddress,
    TooManyRedirects,
    Unreachable,
    UpstreamFailed,
    UpstreamRefused,
)
from banyan.outbound.guard import Guard
from banyan.outbound.terms import Terms

__all__ = [
    "AnswerTooLarge",
    "BreakerOpen",
    "BrokenAnswer",
    "ConnectTimeout",
    "DeadlineExceeded",
    "Guard",
    "NoConnectionFree",
    "Outbound",
    "OutboundFault",
    "ReadTimeout",
    "RefusedAddress",
    "Terms",
    "TooManyRedirects",
    "Unreachable",
    "UpstreamFailed",
    "UpstreamRefused",
    "calls",
]
