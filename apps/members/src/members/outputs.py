"""What clients are shown, declared once."""

from __future__ import annotations

from datetime import datetime

import msgspec

from banyan.accounts import mask_phone


class Profile(msgspec.Struct):
    """A member to themselves."""

    id: int
    phone: str | None
    created_at: datetime
    last_login_at: datetime | None
    avatar_url: str | None

    def __post_init__(self) -> None:
        self.phone = mask_phone(self.phone) if self.phone else None
