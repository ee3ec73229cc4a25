"""the invalidation log and its one counter"""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import op

from banyan.data import UtcDateTime

revision = "data_0001"
down_revision = None
branch_labels = ("data",)
depends_on = None


def upgrade() -> None:
    counter = op.create_table(
        "invalidation_position",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
    )
    # Not from 0: what a site before this one has left in Redis must not pass for news.
    op.bulk_insert(counter, [{"id": 1, "position": int(time.time() * 1000)}])
    op.create_table(
        "invalidation",
        sa.Column("position", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("committed_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_invalidation_committed_at", "invalidation", ["committed_at"])


def downgrade() -> None:
    op.drop_table("invalidation")
    op.drop_table("invalidation_position")
