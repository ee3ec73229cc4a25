"""Alembic's entry: run on the connection that `Migrations` opened."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from banyan.data.rows import Row, UtcDateTime


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    if kind == "type" and isinstance(item, UtcDateTime):
        autogen.imports.add("from banyan.data import UtcDateTime")
        return "UtcDateTime()"
    return False


# Batch mode: SQLite alters a table only by copying it.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    render_item=render_item,
    transaction_per_migration=True,
)

with context.begin_transaction():
    context.run_migrations()
