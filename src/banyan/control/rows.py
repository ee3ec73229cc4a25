from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from banyan.data import Row


class Switch(Row):
    """How a switch stands; one that has no row stands on auto."""

    __tablename__ = "control_switch"

    name: Mapped[str] = mapped_column(String(100), unique=True)
    position: Mapped[str] = mapped_column(String(10))


class Change(Row):
    """The audit trail: who changed what, from what to what. Never altered."""

    __tablename__ = "control_change"

    actor: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(200), index=True)
    before: Mapped[str] = mapped_column(String(1000))
    after: Mapped[str] = mapped_column(String(1000))
