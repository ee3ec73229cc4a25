from __future__ import annotations

from sqlalchemy import JSON, Column, Double, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from banyan.data import Row

LONGEST_NAME = 100
LONGEST_ENGLISH_NAME = 200
LONGEST_PART = LONGEST_ENGLISH_NAME
"""Of a name in either language."""
LONGEST_LABEL = 50
LONGEST_ADDRESS = 300
# By code points, whatever the database's own order of texts is: what begins with something is a range of them.
_BY_CODE_POINT = String(LONGEST_PART).with_variant(String(LONGEST_PART, collation="C"), "postgresql")


class SightRow(Row):
    """`origin`: where it comes from and its number there, `newer:2011051800000061`; `name_key`: its names as they are
    searched, a line each. `pictures` are references in their order, read and written with their sight only, hence no
    table: URLs, or `drawn:` and the name of a file of this module."""

    __tablename__ = "sight"
    __table_args__ = (
        Index("ix_sight_category", "category", "id"),
        Index("ix_sight_mrt", "mrt", "id", "category"),
        Index("ix_sight_name", "name"),
        # All that a search looks at, in the order of lists: docs/daytrip.md.
        Index("ix_sight_walk", "id", "category", "mrt", "name_key"),
    )

    origin: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    name_key: Mapped[str] = mapped_column(String(LONGEST_NAME + 1 + LONGEST_ENGLISH_NAME))
    category: Mapped[str] = mapped_column(String(LONGEST_LABEL))
    mrt: Mapped[str | None] = mapped_column(String(LONGEST_LABEL))
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    transport: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str | None] = mapped_column(String(LONGEST_ENGLISH_NAME))
    transport_en: Mapped[str | None] = mapped_column(Text)
    description_en: Mapped[str | None] = mapped_column(Text)
    lat: Mapped[float] = mapped_column(Double)
    lng: Mapped[float] = mapped_column(Double)
    pictures: Mapped[list[str]] = mapped_column(JSON)


# Every ending of every name: a part of a name is the beginning of one of them, which an index finds.
NAME_PARTS = Table(
    "sight_name_part",
    Row.metadata,
    Column("part", _BY_CODE_POINT, primary_key=True),
    Column("sight_id", ForeignKey("sight.id", ondelete="CASCADE"), primary_key=True, index=True),
)
