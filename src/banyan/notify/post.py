from __future__ import annotations

import asyncio
import logging

from banyan.base import BanyanError
from banyan.notify.base import Message, Sender

# A mail server that is slow must not be stormed by all who wait for it.
_AT_ONCE = 8
_LAST_SECONDS = 15.0


class Post:
    """Sends what nobody waits for: whoever asked is answered at once, and cannot tell by the time it takes whether
    anything is sent. What fails is logged, once; what is on its way when the process stops gets some seconds."""

    def __init__(self, sender: Sender, logger: logging.Logger) -> None:
        self._sender = sender
        self._logger = logger
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._on_the_way: set[asyncio.Task[None]] = set()

    def hand_over(self, message: Message) -> None:
        task = asyncio.create_task(self._send(message))
        self._on_the_way.add(task)
        task.add_done_callback(self._on_the_way.discard)

    async def close(self) -> None:
        if self._on_the_way:
            await asyncio.wait(self._on_the_way, timeout=_LAST_SECONDS)

    async def _send(self, message: Message) -> None:
        try:
            async with self._gate:
                await self._sender.send(message)
        except BanyanError as error:
            self._logger.error("%s not sent, %s: %s", message.template, error.name, error)
        except Exception:
            self._logger.exception("%s not sent", message.template)
