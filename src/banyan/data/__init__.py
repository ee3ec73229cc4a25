"""The database: engine, transactions, the base of all rows, migrations, the invalidation log."""

from banyan.data.database import Database
from banyan.data.errors import DatabaseAway, DatabaseRefused
from banyan.data.inserting import insert_unless_there
from banyan.data.invalidating import invalidate
from banyan.data.invalidation_log import DatabaseLog
from banyan.data.migrate import Branch, Migrations
from banyan.data.rows import Row, UtcDateTime, table_of
from banyan.data.servers import Options
from banyan.data.urls import database_url

__all__ = [
    "Branch",
    "Database",
    "DatabaseAway",
    "DatabaseLog",
    "DatabaseRefused",
    "Migrations",
    "Options",
    "Row",
    "UtcDateTime",
    "database_url",
    "insert_unless_there",
    "invalidate",
    "table_of",
]
