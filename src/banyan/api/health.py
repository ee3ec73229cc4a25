from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from litestar import Controller, MediaType, Response, get
from litestar.datastructures import State

ReadinessCheck = Callable[[], Awaitable[None]]
_DEADLINE = 2.0


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

    @get("/ready")
    async def ready(self, state: State) -> Response[dict[str, Any]]:
        """200 while every dependency answers, else 503; each dependency's state is named."""
        checks: Mapping[str, ReadinessCheck] = state.readiness
        states = dict(zip(checks, await asyncio.gather(*map(_state, checks.values())), strict=True))
        well = all(value == "ok" for value in states.values())
        return Response({"ready": well, "dependencies": states}, status_code=200 if well else 503)


async def _state(check: ReadinessCheck) -> str:
    try:
        async with asyncio.timeout(_DEADLINE):
            await check()
    except TimeoutError:
        return "slow"
    except Exception:  # noqa: BLE001  whatever it raises, it is down; the client must not see how
        return "down"
    return "ok"
