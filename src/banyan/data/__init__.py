"""The database: engine, transactions, the base of all rows, migrations."""

from banyan.data.database import Database
from banyan.data.errors import DatabaseAway, DatabaseRefused
from banyan.data.inserting import insert_unless_there
from banyan.data.migrate import Branch, Migrations
from banyan.data.rows import Row, UtcDateTime, table_of
from banyan.data.servers import Options
from banyan.data.urls import database_url

__all__ = [
    "Branch",
    "Database",
    "DatabaseAway",
    "DatabaseRefused",
    "Migrations",
    "Options",
    "Row",
    "UtcDateTime",
    "database_url",
    "insert_unless_there",
    "table_of",
]
