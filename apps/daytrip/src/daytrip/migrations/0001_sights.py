"""sights"""

from __future__ import annotations

import sqlalchemy as sa
from advanced_alchemy.types import BigIntIdentity
from alembic import op

from banyan.data import UtcDateTime

revision = "daytrip_0001"
down_revision = None
branch_labels = ("daytrip",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sight",
        sa.Column("id", BigIntIdentity, sa.Identity(start=1, increment=1), primary_key=True),
        sa.Column("origin", sa.String(100), nullable=False, unique=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("name_key", sa.String(100), nullable=False),
        sa.Column("category", sa.String(50), nullable=False),
        sa.Column("mrt", sa.String(50)),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("transport", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("name_en", sa.String(200)),
        sa.Column("transport_en", sa.Text()),
        sa.Column("description_en", sa.Text()),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lng", sa.Double(), nullable=False),
        sa.Column("pictures", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_sight_category", "sight", ["category", "id"])
    op.create_index("ix_sight_mrt", "sight", ["mrt", "id", "category"])
    op.create_index("ix_sight_name", "sight", ["name"])
    op.create_index("ix_sight_walk", "sight", ["id", "category", "mrt", "name_key"])
    part = sa.String(100).with_variant(sa.String(100, collation="C"), "postgresql")
    op.create_table(
        "sight_name_part",
        sa.Column("part", part, primary_key=True),
        sa.Column("sight_id", BigIntIdentity, sa.ForeignKey("sight.id", ondelete="CASCADE"), primary_key=True),
    )
    op.create_index("ix_sight_name_part_sight_id", "sight_name_part", ["sight_id"])


def downgrade() -> None:
    op.drop_table("sight_name_part")
    op.drop_table("sight")
