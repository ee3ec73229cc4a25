"""What is answered below /static/, by both executors: hashed files, and several of them as one (checklist 55),
`/static/<folder>/??home.<hash>.css,tour.<hash>.css`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST_JOINED = 16
MOST_JOINED_BYTES = 1024**2

# PCRE and Python read these alike. Of a decoded path: hidden files, what has no hash and so no dot, and the compressed
# copies, which are served under the names of what they are copies of.
NOT_STATIC = r"/\.|/[^./]*$|\.[0-9a-f]{10}\.[^./]+\.gz$"
_PART = "[A-Za-z0-9_-][A-Za-z0-9._-]*"
# Of a name as it came over the wire: what would have to be encoded is in none.
JOINABLE = rf"^(?:{_PART}/)*{_PART}\.[0-9a-f]{{10}}\.[a-z]+$"
_NOT_STATIC = re.compile(NOT_STATIC)
_JOINABLE = re.compile(JOINABLE)


@dataclass(frozen=True)
class Joint:
    """How files of one type are joined: each ends its last line, then comes `between`."""

    content_type: str
    between: str


JOINTS: Mapping[str, Joint] = {
    "css": Joint("text/css; charset=utf-8", ""),
    # Without it the last statement of one and the first of the next can be one: `a` and `(b)` are a call. It stands in
    # a line of its own, for the last may be a comment; and it is an empty statement, which modules allow as well.
    "js": Joint("text/javascript; charset=utf-8", ";\n"),
}
"""By the names' ends."""


def is_static(path: str) -> bool:
    """Whether a decoded path below /static/ may be that of a file."""
    return _NOT_STATIC.search(path) is None


def is_joinable(name: str) -> bool:
    """Whether a name below /static/ may stand in a list of several."""
    return _JOINABLE.fullmatch(name) is not None


def joint_of(names: Sequence[str]) -> Joint | None:
    """None if they are too many, or not all of one type that is joined."""
    kinds = {name.rpartition(".")[2] for name in names}
    return JOINTS.get(kinds.pop()) if len(kinds) == 1 and len(names) <= MOST_JOINED else None
