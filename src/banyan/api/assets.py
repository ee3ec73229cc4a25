from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from banyan.base import SettingsError
from banyan.policy import MOST_JOINED, is_joinable, joint_of


@dataclass(frozen=True)
class Assets:
    """A module's static files, by the names that change with their content."""

    module: str
    names: Mapping[str, str]
    """Of each file in its static folder the one that is served."""

    def url(self, *names: str) -> str:
        """Where clients fetch it, from the site's root; of several names: all in one answer, in that order.

        Raises SettingsError for a file that there is not, and for files that cannot be joined.
        """
        public = [self._public(name) for name in names]
        if len(public) == 1:
            return f"/static/{self.module}/{public[0]}"
        # What a file names it names from the folder that it is asked for in.
        folders = {posixpath.dirname(name) for name in public}
        if len(folders) != 1 or joint_of(public) is None or not all(map(is_joinable, public)):
            raise SettingsError(
                f"{self.module}: asset{names!r}: these cannot be joined; name at most {MOST_JOINED} files of one"
                f" folder, all .css or all .js, with letters, digits, - _ and . in their names"
            )
        folder = posixpath.join("/static", self.module, folders.pop(), "")
        return f"{folder}??{','.join(posixpath.basename(name) for name in public)}"

    def _public(self, name: str) -> str:
        if name not in self.names:
            raise SettingsError(f"{self.module}: asset({name!r}): there is no such file in its static folder")
        return self.names[name]
