from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from banyan.base import Breaker, Trip
from banyan.outbound.errors import BreakerOpen, OutboundFault
from banyan.outbound.retries import RetryBudget

_MOST = 256


class Upstream:
    """What is known of one host, or of what is called by one name."""

    def __init__(self, trip: Trip, retry_share: float) -> None:
        self.breaker = Breaker(trip)
        self.budget = RetryBudget(retry_share)
        self._cool_down = math.ceil(trip.cool_down)

    @contextmanager
    def watched(self, call: str) -> Iterator[None]:
        """One call to it, whose end the breaker is told. Raises BreakerOpen instead of beginning one.

        A call that was given up, or that never got there, says nothing of the other side; an error that is not one of
        ours came from what it answered.
        """
        if not self.breaker.allows():
            raise BreakerOpen(f"{call}: not tried, it lately failed", retry_after=self._cool_down)
        try:
            yield
        except OutboundFault as fault:
            if fault.passing:
                self.breaker.failed()
            elif fault.answer is not None:
                self.breaker.succeeded()
            raise
        except Exception:
            self.breaker.succeeded()
            raise
        self.breaker.succeeded()


class Upstreams:
    """A worker's upstreams; of too many, the longest unused are forgotten."""

    def __init__(self, trip: Trip, retry_share: float) -> None:
        self._trip = trip
        self._retry_share = retry_share
        self._known: OrderedDict[str, Upstream] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def of(self, name: str) -> Upstream:
        upstream = self._known.pop(name, None) or Upstream(self._trip, self._retry_share)
        self._known[name] = upstream
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return upstream
