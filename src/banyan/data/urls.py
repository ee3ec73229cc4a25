from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from banyan.base import SettingsError

_DRIVERS = {"sqlite": "sqlite+aiosqlite"}


def database_url(text: str, folder: Path) -> URL:
    """The setting `database.url` with its async driver; a SQLite path that is relative counts from `folder`.

    Raises SettingsError for what cannot be a database of ours.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise SettingsError("database.url: not a URL; write for example sqlite:///db/site.sqlite3") from None
    driver = _DRIVERS.get(url.get_backend_name())
    if driver is None:
        known = ", ".join(sorted(_DRIVERS))
        raise SettingsError(f"database.url: {url.get_backend_name()} is not supported yet; supported: {known}")
    if not url.database or url.database == ":memory:":
        raise SettingsError("database.url: name a file; a database in memory would differ in every worker")
    return url.set(drivername=driver, database=str(folder / url.database))
