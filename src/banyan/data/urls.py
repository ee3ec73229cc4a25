from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from banyan.base import SettingsError
from banyan.data.servers import server_of


def database_url(text: str, folder: Path) -> URL:
    """The setting `database.url` with its async driver; a SQLite path that is relative counts from `folder`.

    Raises SettingsError for what cannot be a database of ours.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise SettingsError("database.url: not a URL; write for example sqlite:///db/site.sqlite3") from None
    ours = server_of(url).url(url)
    if ours.get_backend_name() == "sqlite":
        return ours.set(database=str(folder / str(ours.database)))
    return ours
