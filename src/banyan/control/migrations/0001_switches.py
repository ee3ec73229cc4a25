"""switches, and who turned them"""

from __future__ import annotations

import sqlalchemy as sa
from advanced_alchemy.types import BigIntIdentity
from alembic import op

from banyan.data import UtcDateTime

revision = "control_0001"
down_revision = None
branch_labels = ("control",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "control_switch",
        *_row_columns(),
        sa.Column("name", sa.String(100), nullable=False, unique=True),
        sa.Column("position", sa.String(10), nullable=False),
    )
    op.create_table(
        "control_change",
        *_row_columns(),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("before", sa.String(1000), nullable=False),
        sa.Column("after", sa.String(1000), nullable=False),
    )
    op.create_index("ix_control_change_subject", "control_change", ["subject"])


def downgrade() -> None:
    op.drop_table("control_change")
    op.drop_table("control_switch")


def _row_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("id", BigIntIdentity, sa.Identity(start=1, increment=1), primary_key=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
    ]
