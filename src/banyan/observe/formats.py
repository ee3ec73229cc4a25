from __future__ import annotations

import json
import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from banyan.observe.context import current_request_id


class LineFormatter(logging.Formatter):
    """`2026-01-31 12:00:00,123 service.py:42 INFO message`: time in the site's zone, one line an event."""

    def __init__(self, timezone: str) -> None:
        super().__init__("%(asctime)s %(filename)s:%(lineno)d %(levelname)s %(message)s")
        self._zone = ZoneInfo(timezone)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        moment = datetime.fromtimestamp(record.created, self._zone)
        return f"{moment:%Y-%m-%d %H:%M:%S},{int(record.msecs):03d}"

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        # What clients sent can stand in a message; a line break in it must not forge a second event. A traceback
        # keeps its lines, indented, so that an event is still one that begins at the margin.
        head, *rest = text.splitlines() or [""]
        return "\n".join([head, *("    " + line for line in rest)])


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        event = {
            "time": datetime.fromtimestamp(record.created, ZoneInfo("UTC")).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "file": record.filename,
            "line": record.lineno,
            "message": record.getMessage(),
        }
        if request_id := current_request_id():
            event["request_id"] = request_id
        if record.exc_info:
            event["traceback"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False)
