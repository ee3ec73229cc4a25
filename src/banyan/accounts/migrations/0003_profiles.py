"""a phone to be reached by, and links for a new password"""

from __future__ import annotations

import sqlalchemy as sa
from advanced_alchemy.types import BigIntIdentity
from alembic import op

from banyan.data import UtcDateTime

revision = "accounts_0003"
down_revision = "accounts_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("contact_phone", sa.String(32)))
    op.create_table(
        "password_reset",
        sa.Column("id", BigIntIdentity, sa.Identity(start=1, increment=1), primary_key=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("account_id", BigIntIdentity, sa.ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    )
    op.create_index("ix_password_reset_account_id", "password_reset", ["account_id"])


def downgrade() -> None:
    op.drop_table("password_reset")
    op.drop_column("account", "contact_phone")
