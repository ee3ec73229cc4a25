"""uploads"""

from __future__ import annotations

import sqlalchemy as sa
from advanced_alchemy.types import BigIntIdentity
from alembic import op

from banyan.data import UtcDateTime

revision = "members_0001"
down_revision = None
branch_labels = ("members",)
depends_on = "accounts_0001"


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("id", BigIntIdentity, sa.Identity(start=1, increment=1), primary_key=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.String(64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", BigIntIdentity, sa.ForeignKey("account.id", ondelete="SET NULL")),
    )
    op.create_index("ix_upload_sha256", "upload", ["sha256"])
    op.create_index("ix_upload_owner_id", "upload", ["owner_id"])


def downgrade() -> None:
    op.drop_table("upload")
