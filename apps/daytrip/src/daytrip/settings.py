from __future__ import annotations

from pydantic import Field

from banyan.config import SettingsModel


class DaytripSettings(SettingsModel):
    page_size: int = Field(12, ge=1, le=100)
    """Sights on a page of a list, where the client asks for no number."""
