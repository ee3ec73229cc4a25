"""accounts, identities, sessions, codes and attempts"""

from __future__ import annotations

import sqlalchemy as sa
from advanced_alchemy.types import BigIntIdentity
from alembic import op

from banyan.data import UtcDateTime

revision = "accounts_0001"
down_revision = None
branch_labels = ("accounts",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        *_row_columns(),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("name", sa.String(100)),
        sa.Column("avatar_url", sa.String(500)),
        sa.Column("last_login_at", UtcDateTime()),
    )
    op.create_table(
        "identity",
        *_row_columns(),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("value", sa.String(254), nullable=False),
        sa.Column("verified_at", UtcDateTime()),
        _account_column(),
        sa.UniqueConstraint("kind", "value", name="uq_identity_kind_value"),
    )
    op.create_index("ix_identity_account_id", "identity", ["account_id"])
    op.create_table(
        "session",
        *_row_columns(),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("device", sa.String(32), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime()),
        _account_column(),
    )
    op.create_index("ix_session_account_id", "session", ["account_id"])
    op.create_table(
        "sent_code",
        *_row_columns(),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("value", sa.String(254), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime()),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
    )
    op.create_index("ix_sent_code_identity", "sent_code", ["kind", "value", "created_at"])
    op.create_index("ix_sent_code_address", "sent_code", ["address", "created_at"])
    op.create_table("attempt", *_row_columns(), sa.Column("subject", sa.String(300), nullable=False))
    op.create_index("ix_attempt_subject", "attempt", ["subject", "created_at"])


def downgrade() -> None:
    for table in ("attempt", "sent_code", "session", "identity", "account"):
        op.drop_table(table)


def _row_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("id", BigIntIdentity, sa.Identity(start=1, increment=1), primary_key=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
    ]


def _account_column() -> sa.Column[object]:
    return sa.Column("account_id", BigIntIdentity, sa.ForeignKey("account.id", ondelete="CASCADE"), nullable=False)
