from __future__ import annotations

import logging
from collections.abc import Mapping

from banyan.base import Breaker, current_request
from banyan.policy import Degrade, Position

_logger = logging.getLogger("banyan.degrade")


class Switchboard:
    """What a process knows of its degradable parts: how each switch stands, and each part's breaker."""

    def __init__(self) -> None:
        self._positions: Mapping[str, Position] = {}
        self._breakers: dict[str, Breaker] = {}

    def turn(self, positions: Mapping[str, Position]) -> None:
        """All switches at once; one that is not named stands on auto."""
        self._positions = positions

    def position(self, name: str) -> Position:
        return self._positions.get(name, "auto")

    def state(self, name: str) -> str:
        """Of the breaker, as this process sees it."""
        breaker = self._breakers.get(name)
        return breaker.state if breaker else "closed"

    def lets_try(self, degrade: Degrade) -> bool:
        position = self.position(degrade.name)
        return position == "normal" or (position == "auto" and self._breaker(degrade).allows())

    def succeeded(self, degrade: Degrade) -> None:
        self._breaker(degrade).succeeded()

    def failed(self, degrade: Degrade, why: str) -> bool:
        """Whether something is to stand in: on `normal` the failure is shown."""
        self._breaker(degrade).failed()
        _logger.warning("%s failed: %s", degrade.name, why)
        return self.position(degrade.name) != "normal"

    def note(self, degrade: Degrade) -> None:
        """Something stands in: the answer says so."""
        request = current_request()
        if request:
            request.degraded.append(degrade.name)

    def _breaker(self, degrade: Degrade) -> Breaker:
        # Names are written in code: there are as many as there are policies.
        if degrade.name not in self._breakers:
            self._breakers[degrade.name] = Breaker(degrade.when)
        return self._breakers[degrade.name]
