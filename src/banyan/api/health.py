from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec
from litestar import Controller, MediaType, Response, get
from litestar.datastructures import State
from litestar.openapi import ResponseSpec

DependencyState = Literal["ok", "slow", "down"]
_DEADLINE = 2.0


@dataclass(frozen=True)
class Dependency:
    """`check` raises whatever it raises when there is trouble; without an `essential` one the site cannot serve."""

    check: Callable[[], Awaitable[None]]
    essential: bool = True


class Readiness(msgspec.Struct):
    ready: bool
    dependencies: dict[str, DependencyState]


class HealthController(Controller):
    """Liveness (api-layer 6)."""

    tags = ("health",)

    @get("/ping", media_type=MediaType.TEXT, response_headers={"Access-Control-Allow-Origin": "*"})
    async def ping(self) -> str:
        return "pong"

    @get("/health-check", media_type=MediaType.TEXT)
    async def health_check(self) -> str:
        """Without touching the database or anything else outside this process."""
        return "ok"

    @get("/ready", responses={503: ResponseSpec(Readiness, generate_examples=False, description="Not ready.")})
    async def ready(self, state: State) -> Response[Readiness]:
        """200 while every essential dependency answers, else 503; each dependency's state is named."""
        dependencies: Mapping[str, Dependency] = state.readiness
        states = dict(zip(dependencies, await asyncio.gather(*map(_state, dependencies.values())), strict=True))
        ready = all(states[name] == "ok" for name, each in dependencies.items() if each.essential)
        return Response(
            Readiness(ready, states), status_code=200 if ready else 503, headers={} if ready else {"Retry-After": "1"}
        )


async def _state(dependency: Dependency) -> DependencyState:
    try:
        async with asyncio.timeout(_DEADLINE):
            await dependency.check()
    except TimeoutError:
        return "slow"
    except Exception:  # noqa: BLE001  whatever it raises, it is down; the client must not see how
        return "down"
    return "ok"
