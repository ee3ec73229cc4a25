from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from banyan.base import Trip

Position = Literal["auto", "normal", "degraded"]
"""Of a switch: the breaker decides; always the real thing; always the replacement."""


class _Nothing:
    def __repr__(self) -> str:
        return "NOTHING"


NOTHING: Final = _Nothing()


@dataclass(frozen=True)
class Degrade:
    """What stands in for a part of the site that fails, is too slow, or was switched off (checklist 77-83).

    `name` is its switch's: `<module>.<part>`. Exactly one of the others says what comes instead:
    `default`, data in the real answer's place; `page`, a ready-made HTML page; `omit`, nothing, the part is left out;
    `wait`, the request to come again after so many seconds; `cache_only`, what a cache still has.

    `timeout`: seconds that the real thing is waited for. `when`: how much failure makes it stand in at once.
    """

    name: str
    default: Any = NOTHING
    page: str = ""
    omit: bool = False
    wait: int = 0
    cache_only: bool = False
    timeout: float | None = None
    when: Trip = field(default_factory=Trip)

    def __post_init__(self) -> None:
        chosen = (self.default is not NOTHING, bool(self.page), self.omit, self.wait > 0, self.cache_only)
        if sum(chosen) != 1:
            raise ValueError(f"Degrade({self.name!r}): give exactly one of default, page, omit, wait, cache_only")
        if self.timeout is not None and self.timeout <= 0:
            raise ValueError(f"Degrade({self.name!r}): timeout is in seconds, and more than 0")
