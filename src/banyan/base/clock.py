from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present moment, aware, in UTC: the only form of time that is stored."""
    return datetime.now(UTC)
