from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from banyan.observe.devices import device_type

# Stands where other events name their place in the code.
_PLACE = "request_log.py:1"


class RequestLog:
    """A line for every answer (api-layer 7): `[stat_ctx] <site>: GET /x response in 0.0031 status=200 …`.

    It does not go through `logging`: at ten thousand lines a second a record and its formatting cost more than the
    answer itself.
    """

    def __init__(self, site: str, timezone: str, ship: Callable[[str], None], *, as_json: bool) -> None:
        self._site = site
        self._zone: tzinfo = UTC if as_json else ZoneInfo(timezone)
        self._ship = ship
        self._as_json = as_json
        self._second = 0
        self._stamp = ""

    def note(
        self, method: str, path: str, seconds: float, status: int, request_id: str, client: str, user_agent: str
    ) -> None:
        """`path` is still encoded, and has no query: that can hold a password (members' GET /users/login)."""
        now = time.time()
        message = (
            f"[stat_ctx] {self._site}: {method} {path} response in {seconds:.4f} status={status} "
            f"id={request_id} client={client} device={device_type(user_agent)}"
        )
        stamp, milliseconds = self._stamp_of(int(now)), int(now % 1 * 1000)
        if self._as_json:
            event = {"time": f"{stamp}.{milliseconds:03d}+00:00", "level": "INFO", "logger": "request"}
            self._ship(json.dumps({**event, "message": message, "request_id": request_id}, ensure_ascii=False))
        else:
            self._ship(f"{stamp},{milliseconds:03d} {_PLACE} INFO {message}")

    def _stamp_of(self, second: int) -> str:
        if second != self._second:
            form = "%Y-%m-%dT%H:%M:%S" if self._as_json else "%Y-%m-%d %H:%M:%S"
            self._second, self._stamp = second, datetime.fromtimestamp(second, self._zone).strftime(form)
        return self._stamp
