from __future__ import annotations

from dataclasses import dataclass

from banyan.policy import PublicFiles


@dataclass(frozen=True)
class PublicLinks:
    """Where clients fetch public files: from `store`, where objects are below their keys, or if that is empty from
    `site`. Both without a slash at the end."""

    site: str
    store: str = ""

    def link(self, files: PublicFiles, name: str) -> str:
        """The URL of the object `name` of `files`."""
        return f"{self.store}/{files.key_prefix}/{name}" if self.store else f"{self.site}{files.path}/{name}"
