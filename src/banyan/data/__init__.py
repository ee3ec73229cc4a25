"""The database: engine, transactions, the base of all rows, migrations, the invalidation log."""

from banyan.data.batches import insert_many, read_in_blocks
from banyan.data.database import Database
from banyan.data.errors import DatabaseAway, DatabaseRefused
from banyan.data.inserting import insert_unless_there
from banyan.data.invalidating import invalidate
from banyan.data.invalidation_log import DatabaseLog
from banyan.data.keyset import KeysetPage, keyset_page
from banyan.data.migrate import Branch, Migrations
from banyan.data.rows import Row, UtcDateTime, table_of
from banyan.data.servers import Options
from banyan.data.soft_delete import SoftDelete
from banyan.data.urls import database_url

__all__ = [
    "Branch",
    "Database",
    "DatabaseAway",
    "DatabaseLog",
    "DatabaseRefused",
    "KeysetPage",
    "Migrations",
    "Options",
    "Row",
    "SoftDelete",
    "UtcDateTime",
    "database_url",
    "insert_many",
    "insert_unless_there",
    "invalidate",
    "keyset_page",
    "read_in_blocks",
    "table_of",
]
