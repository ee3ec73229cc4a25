from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

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

    def computed(self, files: PublicFiles, name: str, **arguments: str | int) -> str:
        """The URL of what is made from the object by `arguments`: the site's, for a store makes nothing."""
        return f"{self.site}{files.path}/{name}?{urlencode(arguments)}"
