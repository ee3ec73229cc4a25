from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["phone", "email"]


@dataclass(frozen=True)
class Message:
    """`template` says what kind of message it is, `values` what stands in it: a provider's own wording may differ."""

    kind: Kind
    to: str
    template: str
    values: dict[str, str]


class Sender(Protocol):
    async def send(self, message: Message) -> None:
        """Hand the message to whoever delivers it. Raises SystemFault when that fails; never logs `values`."""
