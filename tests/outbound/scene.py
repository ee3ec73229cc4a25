from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from banyan.outbound import Outbound, Terms
from tests.outbound.scripted_server import ScriptedServer, scripted_server

# For those who wait for a timeout; all others have time, for the machine may be busy.
HASTY = Terms(connect_timeout=0.2, read_timeout=0.2, deadline=0.5, max_answer=100_000, retries=0)
ROOMY = Terms(connect_timeout=10, read_timeout=10, deadline=30, max_answer=100_000, retries=0)
# It takes longer to load the authorities than to run a test.
TLS = httpx.create_ssl_context()


def run(scene: Callable[[Outbound, ScriptedServer], Awaitable[None]], terms: Terms = ROOMY, **options: Any) -> None:
    """Play a scene between a client and a server."""

    async def within() -> None:
        async with scripted_server() as server:
            outbound = Outbound(terms, **{"tls": TLS, **options})
            try:
                await scene(outbound, server)
            finally:
                await outbound.close()

    asyncio.run(within())
