"""Yesterday's logs beside today's: `<name>.log.YYYYMMDD`, whoever writes them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path


def dated(path: Path, day: date) -> Path:
    return path.with_name(f"{path.name}.{day:%Y%m%d}")


def forget_old(path: Path, today: date, keep_days: int) -> None:
    """Remove what is more than `keep_days` days old; other files of a like name stay."""
    for old in path.parent.glob(path.name + ".*"):
        stamp = old.suffix[1:]
        if len(stamp) != 8 or not stamp.isdigit():
            continue
        try:
            written = datetime.strptime(stamp, "%Y%m%d").date()
        except ValueError:
            continue
        if (today - written).days > keep_days:
            old.unlink(missing_ok=True)
