from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from copy import deepcopy
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from litestar.exceptions import HTTPException

from banyan.base import Trip, UserError, reach_or
from banyan.edge.switchboard import Switchboard
from banyan.policy import NOTHING, Degrade

P = ParamSpec("P")
R = TypeVar("R")

_declared: dict[str, Degrade] = {}
# For functions that are called outside of a site.
_own_board = Switchboard()


class Degraded(UserError):
    """A part that has nothing to stand in for it: come again."""

    name = "degraded"
    status = 503
    message = "This is not available at the moment; please try again later."


class _Omitted:
    def __repr__(self) -> str:
        return "OMITTED"


OMITTED = _Omitted()
"""What a part that is left out gives."""


def degradable(
    name: str,
    *,
    default: Any = NOTHING,
    omit: bool = False,
    wait: int = 0,
    timeout: float | None = None,
    when: Trip | None = None,
) -> Callable[[Callable[P, Awaitable[R]]], Callable[P, Awaitable[R]]]:
    """The policy `Degrade` for an async function or dependency: when it raises, is late, has lately failed too often
    or was switched off, its caller gets a copy of `default`, `OMITTED`, or the error `Degraded` to come again after
    `wait` seconds. A UserError is an answer, no failure.
    """
    degrade = Degrade(name, default=default, omit=omit, wait=wait, timeout=timeout, when=when or Trip())
    if _declared.setdefault(name, degrade) != degrade:
        raise ValueError(f"degradable({name!r}): declared twice, and not alike; give each part a name of its own")

    def decorate(function: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
        if not inspect.iscoroutinefunction(function):
            raise TypeError(f"degradable({name!r}): {function!r} is not async: nothing could end it in time")

        @wraps(function)
        async def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            return await _run(degrade, lambda: function(*args, **kwargs))

        return guarded

    return decorate


def declared_names() -> frozenset[str]:
    """Of the degradable functions that have been loaded."""
    return frozenset(_declared)


async def _run(degrade: Degrade, call: Callable[[], Awaitable[R]]) -> R:
    board = reach_or(Switchboard, _own_board)
    if not board.lets_try(degrade):
        return cast("R", _stand_in(degrade, board))
    try:
        async with asyncio.timeout(degrade.timeout):
            result = await call()
    except Exception as error:
        if isinstance(error, UserError) or (isinstance(error, HTTPException) and error.status_code < 500):
            board.succeeded(degrade)
            raise
        if not board.failed(degrade, f"{type(error).__name__}: {error}"):
            raise
        return cast("R", _stand_in(degrade, board))
    board.succeeded(degrade)
    return result


def _stand_in(degrade: Degrade, board: Switchboard) -> Any:
    board.note(degrade)
    noted = part_degraded.get()
    if noted is not None:
        noted.append(degrade.name)
    if degrade.wait:
        raise Degraded(retry_after=degrade.wait)
    return OMITTED if degrade.omit else deepcopy(degrade.default)


part_degraded: ContextVar[list[str] | None] = ContextVar("part_degraded", default=None)
