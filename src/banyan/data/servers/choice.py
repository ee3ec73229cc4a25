from __future__ import annotations

from importlib import import_module

from sqlalchemy import URL

from banyan.base import SettingsError
from banyan.data.servers.base import DatabaseServer

# By name: a site loads the driver of its own database only.
_SERVERS = {
    "sqlite": "sqlite.SQLite",
    "mysql": "mysql.MySQL",
    "mariadb": "mysql.MySQL",
    "postgresql": "postgresql.PostgreSQL",
    "postgres": "postgresql.PostgreSQL",
}


def server_of(url: URL) -> DatabaseServer:
    """By the URL's scheme, whatever driver it names. Raises SettingsError."""
    name = url.drivername.partition("+")[0]
    if name not in _SERVERS:
        raise SettingsError(f"database.url: {name} is not supported; supported: {', '.join(sorted(_SERVERS))}")
    module, _, kind = _SERVERS[name].partition(".")
    server: DatabaseServer = getattr(import_module(f"banyan.data.servers.{module}"), kind)()
    return server
