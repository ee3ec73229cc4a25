from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

from banyan.base import utc_now
from banyan.notify.base import Message

_KEPT = 200


class DevelopmentSender:
    """Puts messages into the data folder's `mail/`, one file each, readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, message: Message) -> None:
        await asyncio.to_thread(self._write, message)

    def _write(self, message: Message) -> None:
        now = utc_now()
        text = {"sent_at": now.isoformat(), "to": message.to, "template": message.template, **message.values}
        name = f"{now:%Y%m%dT%H%M%S%f}-{os.urandom(4).hex()}.json"
        descriptor = os.open(self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(text, file, ensure_ascii=False)
        for old in sorted(self._folder.glob("*.json"))[:-_KEPT]:
            old.unlink(missing_ok=True)


def read_sent(folder: Path) -> list[dict[str, Any]]:
    """What development "sent", newest first."""
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"), reverse=True)]
