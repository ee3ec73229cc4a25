"""Alembic's entry: run on the connection that `Migrations` opened."""

from alembic import context

from banyan.data.rows import Row

# Batch mode: SQLite alters a table only by copying it.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    transaction_per_migration=True,
)

with context.begin_transaction():
    context.run_migrations()
