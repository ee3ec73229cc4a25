from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from banyan.base import SettingsError


@dataclass(frozen=True)
class Assets:
    """A module's static files, by the names that change with their content."""

    module: str
    names: Mapping[str, str]
    """Of each file in its static folder the one that is served."""

    def url(self, name: str) -> str:
        """Where clients fetch it, from the site's root. Raises SettingsError for a file that there is not."""
        if name not in self.names:
            raise SettingsError(f"{self.module}: asset({name!r}): there is no such file in its static folder")
        return f"/static/{self.module}/{self.names[name]}"
