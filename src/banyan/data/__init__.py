"""The database: engine, transactions, the base of all rows, migrations."""

from banyan.data.batches import insert_many, read_in_blocks
from banyan.data.database import Database
from banyan.data.errors import DatabaseAway, DatabaseRefused
from banyan.data.inserting import insert_unless_there
from banyan.data.keyset import KeysetPage, keyset_page
from banyan.data.migrate import Branch, Migrations
from banyan.data.rows import Row, UtcDateTime
from banyan.data.servers import Options
from banyan.data.soft_delete import SoftDelete
from banyan.data.urls import database_url

__all__ = [
    "Branch",
    "Database",
    "DatabaseAway",
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
    "keyset_page",
    "read_in_blocks",
]
