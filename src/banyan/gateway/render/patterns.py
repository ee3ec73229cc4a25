"""Regular expressions that are put together from declarations, for PCRE."""

from __future__ import annotations

import re
from collections.abc import Iterable

from banyan.policy.paths import NOT_CANONICAL

NOT_CANONICAL_PATTERN = f"~*{NOT_CANONICAL}"


def computed_pattern(arguments: Iterable[str]) -> str:
    """Matches a query that has one of the arguments."""
    return f"~(?:^|&)(?:{'|'.join(map(re.escape, arguments))})(?:=|&|$)"


def unfit_name_pattern(path: str) -> str:
    """Matches what is below the path but is not one plain name, dot files included."""
    return f"^{re.escape(path)}/(?![A-Za-z0-9_-][A-Za-z0-9._-]*$)"
