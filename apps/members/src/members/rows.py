from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from banyan.data import Row


class Upload(Row):
    """One upload of a picture; the same bytes uploaded twice are one stored object and two rows."""

    __tablename__ = "upload"

    url: Mapped[str] = mapped_column(String(500))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int]
    height: Mapped[int]
    content_type: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column("bytes", BigInteger)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
