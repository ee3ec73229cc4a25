"""attempts become quotas: a counter a subject, which one statement can raise"""

from __future__ import annotations

import sqlalchemy as sa
from advanced_alchemy.types import BigIntIdentity
from alembic import op

from banyan.data import UtcDateTime

revision = "accounts_0002"
down_revision = "accounts_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("attempt")
    op.create_table(
        "quota",
        *_row_columns(),
        sa.Column("subject", sa.String(300), nullable=False, unique=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_quota_ends_at", "quota", ["ends_at"])


def downgrade() -> None:
    op.drop_table("quota")
    op.create_table("attempt", *_row_columns(), sa.Column("subject", sa.String(300), nullable=False))
    op.create_index("ix_attempt_subject", "attempt", ["subject", "created_at"])


def _row_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("id", BigIntIdentity, sa.Identity(start=1, increment=1), primary_key=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
    ]
