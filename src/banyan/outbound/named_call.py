from __future__ import annotations

import asyncio
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class NamedCall:
    """The call by name that this task is in the middle of. Its breaker stands for those of the hosts it asks, and none
    of its parts may go on after `until`, in the loop's time."""

    name: str
    until: float


in_named_call: ContextVar[NamedCall | None] = ContextVar("in_named_call", default=None)


def ends_at(deadline: float) -> float:
    """When a call that begins now has to end, in the loop's time."""
    until = asyncio.get_running_loop().time() + deadline
    outer = in_named_call.get()
    return min(until, outer.until) if outer else until
