from __future__ import annotations

from advanced_alchemy.base import IdentityAuditBase


class Row(IdentityAuditBase):
    """The base of every table: `id` (64 bits, by the database), `created_at` and `updated_at` (aware, UTC)."""

    __abstract__ = True
