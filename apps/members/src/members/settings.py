from __future__ import annotations

from pydantic import Field

from banyan.config import SettingsModel


class MembersSettings(SettingsModel):
    verify_code: bool = True
    """Check the code at registration; false accepts any six digits, for demonstrations and load tests."""
    max_pictures: int = Field(20, ge=1, le=100)
    """Pictures in one upload."""
