"""Regular expressions that are put together from declarations, for PCRE."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from banyan.policy import Cors
from banyan.policy.cors import ORIGIN
from banyan.policy.paths import NOT_CANONICAL

NOT_CANONICAL_PATTERN = f"~*{NOT_CANONICAL}"


def computed_pattern(arguments: Iterable[str]) -> str:
    """Matches a query that has one of the arguments."""
    return f"~(?:^|&)(?:{'|'.join(map(re.escape, arguments))})(?:=|&|$)"


def unfit_name_pattern(path: str) -> str:
    """Matches what is below the path but is not one plain name, dot files included."""
    return f"^{re.escape(path)}/(?![A-Za-z0-9_-][A-Za-z0-9._-]*$)"


def cors_paths(policies: Sequence[Cors]) -> list[tuple[str, int]]:
    """What matches a path below one of a policy's, and the policy's number; longer paths, which win, come first."""
    numbered = [(path, number) for number, policy in enumerate(policies) for path in policy.paths]
    return [
        (f"~^{re.escape(path.rstrip('/'))}(?:/|$)", number)
        for path, number in sorted(numbered, key=lambda each: -len(each[0]))
    ]


def cors_origins(policy: Cors, number: int) -> str:
    """Matches `<number>=<Origin>` of an origin that the policy allows."""
    if not policy.varies:
        return f"~^{number}="
    origins = ORIGIN if policy.echo_any_origin else "|".join(map(re.escape, policy.origins))
    return f"~^{number}=(?:{origins})$"
