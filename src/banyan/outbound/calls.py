from __future__ import annotations

import asyncio
import functools
import inspect
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any, ParamSpec, TypeVar

from banyan.base import reach
from banyan.outbound.call_log import log_fault
from banyan.outbound.client import Outbound
from banyan.outbound.errors import OutboundFault
from banyan.outbound.faults import named_faults
from banyan.outbound.named_call import NamedCall, ends_at, in_named_call

P = ParamSpec("P")
T = TypeVar("T")


def calls(
    name: str, *, deadline: float | None = None
) -> Callable[[Callable[P, Awaitable[T]]], Callable[P, Coroutine[Any, Any, T]]]:
    """For an async function that asks another service: all that it asks is one call, called `name`.

    It ends within `deadline` seconds (by default the client's), has a breaker of its own in place of those of the
    hosts it asks, and whatever it comes to is an OutboundFault in the log, though it asks by another library. Its
    client is the `Outbound` it was given, or else the site's own. Name, docstring and signature stay.
    """

    if deadline is not None and deadline <= 0:
        raise ValueError(f"@calls({name!r}): deadline is in seconds, and more than 0")

    def decorate(function: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
        if not inspect.iscoroutinefunction(function):
            raise TypeError(f"@calls({name!r}): {function!r} is not an async function")

        @functools.wraps(function)
        async def call(*args: P.args, **kwargs: P.kwargs) -> T:
            async with _one_call(_client_among((*args, *kwargs.values())), name, deadline):
                return await function(*args, **kwargs)

        return call

    return decorate


def _client_among(arguments: Iterable[object]) -> Outbound:
    given = next((argument for argument in arguments if isinstance(argument, Outbound)), None)
    return given or reach(Outbound)


@asynccontextmanager
async def _one_call(client: Outbound, name: str, deadline: float | None) -> AsyncIterator[None]:
    until = ends_at(deadline or client.terms.deadline)
    with client.upstream(f"@{name}").watched(name):
        started, outer = time.perf_counter(), in_named_call.set(NamedCall(name, until))
        try:
            with named_faults(name):
                async with asyncio.timeout_at(until):
                    yield
        except OutboundFault as fault:
            log_fault(name, fault, started)
            raise
        finally:
            in_named_call.reset(outer)
