from __future__ import annotations

from collections.abc import Mapping

from banyan.notify.base import Kind, Message, Sender


class SendersByKind:
    """Each kind of message by its own sender."""

    def __init__(self, senders: Mapping[Kind, Sender]) -> None:
        self._senders = senders

    async def send(self, message: Message) -> None:
        await self._senders[message.kind].send(message)
