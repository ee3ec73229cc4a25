from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from banyan.base import reach
from banyan.lock.held import HeldLock
from banyan.lock.locks import EXPIRY, WAIT, Locks
from banyan.lock.names import lock_name

P = ParamSpec("P")
T = TypeVar("T")
AsyncFunction = Callable[P, Coroutine[Any, Any, T]]


def lock_on(
    *arguments: str, name: str = "", expiry: float = EXPIRY, wait: float = WAIT
) -> Callable[[AsyncFunction[P, T]], AsyncFunction[P, T]]:
    """One call at a time for the same values of these arguments, over the whole site (point 13).

    The lock is `lock_name(name, *values)`; `name` is by default the function's own, qualified. `expiry` and `wait` are
    those of `Locks.hold`. A parameter annotated `HeldLock` is given the lock and is not part of the signature that
    callers, and Litestar, see. If an argument is an AsyncSession, the lock is held until its transaction has ended.

    Goes on async functions and methods, below a route's decorator. Raises what `Locks.hold` raises.
    """

    def decorate(function: AsyncFunction[P, T]) -> AsyncFunction[P, T]:
        if not inspect.iscoroutinefunction(function):
            raise TypeError(f"lock_on({', '.join(arguments)}) goes on an async function, below a route's decorator")
        whole = inspect.signature(function)
        handed = [each for each, parameter in whole.parameters.items() if _is_held_lock(parameter)]
        shown = whole.replace(parameters=[each for each in whole.parameters.values() if each.name not in handed])
        if unknown := set(arguments) - set(shown.parameters):
            raise TypeError(f"lock_on: {function.__qualname__} has no argument {', '.join(sorted(unknown))}")
        kind = name or f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        async def locked(*args: P.args, **kwargs: P.kwargs) -> T:
            bound = shown.bind(*args, **kwargs)
            bound.apply_defaults()
            given = bound.arguments
            lock = lock_name(kind, *(given[each] for each in arguments))
            async with reach(Locks).hold(lock, expiry=expiry, wait=wait, session=_session(given)) as held:
                call = inspect.BoundArguments(whole, given | dict.fromkeys(handed, held))
                return await function(*call.args, **call.kwargs)

        locked.__signature__ = shown  # type: ignore[attr-defined]  # what inspect.signature looks for
        return locked

    return decorate


def _is_held_lock(parameter: inspect.Parameter) -> bool:
    # By its text: an annotation is one where they are postponed, and other names in it may not be known yet.
    return HeldLock.__name__ in re.findall(r"\w+", str(parameter.annotation))


def _session(given: dict[str, Any]) -> AsyncSession | None:
    return next((value for value in given.values() if isinstance(value, AsyncSession)), None)
