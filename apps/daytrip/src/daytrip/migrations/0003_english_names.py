"""names are searched in English too

The index by parts of names is made anew: SQLite alters a table by copying it, and the old one takes its parts along.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from advanced_alchemy.types import BigIntIdentity
from alembic import op

from daytrip.name_parts import name_key, part_blocks
from daytrip.texts import search_key

revision = "daytrip_0003"
down_revision = "daytrip_0002"
branch_labels = None
depends_on = None

_SIGHT = sa.table("sight", *(sa.column(name) for name in ("id", "name", "name_en", "name_key")))
_PART = sa.table("sight_name_part", sa.column("part"), sa.column("sight_id"))


def upgrade() -> None:
    op.drop_table("sight_name_part")
    _resize_key(100, 301)
    _set_keys(name_key)
    _index_parts(200)


def downgrade() -> None:
    op.drop_table("sight_name_part")
    _set_keys(lambda name, english: search_key(name))
    _resize_key(301, 100)
    _index_parts(100)


def _resize_key(before: int, after: int) -> None:
    with op.batch_alter_table("sight") as sight:
        sight.alter_column("name_key", existing_type=sa.String(before), type_=sa.String(after), existing_nullable=False)


def _set_keys(key_of: Callable[[str, str | None], str]) -> None:
    bind = op.get_bind()
    found = bind.execute(sa.select(_SIGHT.c.id, _SIGHT.c.name, _SIGHT.c.name_en).where(_SIGHT.c.name_en.is_not(None)))
    for number, name, english in found.all():
        bind.execute(sa.update(_SIGHT).where(_SIGHT.c.id == number).values(name_key=key_of(name, english)))


def _index_parts(longest: int) -> None:
    op.create_table(
        "sight_name_part",
        sa.Column(
            "part",
            sa.String(longest).with_variant(sa.String(longest, collation="C"), "postgresql"),
            primary_key=True,
        ),
        sa.Column("sight_id", BigIntIdentity, sa.ForeignKey("sight.id", ondelete="CASCADE"), primary_key=True),
    )
    op.create_index("ix_sight_name_part_sight_id", "sight_name_part", ["sight_id"])
    bind = op.get_bind()
    found = bind.execute(sa.select(_SIGHT.c.id, _SIGHT.c.name_key))
    for block in part_blocks((row.id, row.name_key) for row in found.all()):
        bind.execute(sa.insert(_PART), block)
