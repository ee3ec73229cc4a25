from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from banyan.data import Row, UtcDateTime


class Account(Row):
    __tablename__ = "account"

    password_hash: Mapped[str] = mapped_column(String(255))
    name: Mapped[str | None] = mapped_column(String(100), default=None)
    avatar_url: Mapped[str | None] = mapped_column(String(500), default=None)
    # Where to reach its owner; nobody logs in by it.
    contact_phone: Mapped[str | None] = mapped_column(String(32), default=None)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    identities: Mapped[list[Identity]] = relationship(back_populates="account", lazy="raise")


class Identity(Row):
    """By what an account is known: a phone (E.164) or an e-mail address (lower case)."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("kind", "value", name="uq_identity_kind_value"),)

    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(String(254))
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    account: Mapped[Account] = relationship(back_populates="identities", lazy="raise", innerjoin=True)


class LoginSession(Row):
    """Only a hash of the token, or of the id that a signed token carries: who reads the table cannot log in by it."""

    __tablename__ = "session"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(32))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    account: Mapped[Account] = relationship(lazy="raise", innerjoin=True)


class PasswordReset(Row):
    """A link that was sent, until it is used; only the hash of what it carries is kept."""

    __tablename__ = "password_reset"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)


class SentCode(Row):
    __tablename__ = "sent_code"
    __table_args__ = (
        Index("ix_sent_code_identity", "kind", "value", "created_at"),
        Index("ix_sent_code_address", "address", "created_at"),
    )

    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(String(254))
    digest: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    wrong_tries: Mapped[int] = mapped_column(default=0)


class Quota(Row):
    """How often a subject (an identity, a client's address) did what is limited, until `ends_at`."""

    __tablename__ = "quota"

    subject: Mapped[str] = mapped_column(String(300), unique=True)
    taken: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
