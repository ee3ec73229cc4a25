"""The database: engine, transactions, the base of all rows, migrations."""

from banyan.data.database import Database
from banyan.data.migrate import Branch, Migrations
from banyan.data.rows import Row
from banyan.data.urls import database_url

__all__ = ["Branch", "Database", "Migrations", "Row", "database_url"]
