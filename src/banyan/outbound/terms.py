from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Terms:
    """On what terms calls are made (api-layer 10). Times are in seconds: `read_timeout` between two pieces of an
    answer, `deadline` for all of a call, retries and redirects included. `max_answer`: bytes, decoded. `retries` at
    most, of idempotent methods. `redirects` followed; one more is TooManyRedirects."""

    connect_timeout: float = 1.0
    read_timeout: float = 3.0
    deadline: float = 10.0
    max_answer: int = 10 * _MEGABYTE
    retries: int = 2
    redirects: int = 0

    def __post_init__(self) -> None:
        if min(self.connect_timeout, self.read_timeout, self.deadline) <= 0:
            raise ValueError("times are in seconds, and more than 0")
        if min(self.max_answer, self.retries, self.redirects) < 0:
            raise ValueError("max_answer, retries and redirects are not below 0")


class Changes(TypedDict, total=False):
    """Of terms."""

    connect_timeout: float
    read_timeout: float
    deadline: float
    max_answer: int
    retries: int
    redirects: int
