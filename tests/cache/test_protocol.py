"""The invalidation protocol, in all orders of events of small worlds and in many of larger ones.

`BANYAN_PROTOCOL=long` looks further: the larger worlds in 20,000 orders each instead of 400.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

import pytest

from tests.cache.protocol.plans import ALL_AT_ONCE, SMALL
from tests.cache.protocol.search import explore, wander

_ORDERS = 20_000 if os.environ.get("BANYAN_PROTOCOL") == "long" else 400


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The follower says when it is not answered, which is what happens all the time here."""
    logger = logging.getLogger("banyan.control")
    logger.disabled = True
    yield
    logger.disabled = False


@pytest.mark.parametrize("name", SMALL)
def test_in_no_order_of_events_is_anybody_shown_what_they_must_not_see(name: str) -> None:
    explored = explore(SMALL[name])
    assert explored.complete
    assert explored.steps > explored.states > 50


@pytest.mark.parametrize("name", ALL_AT_ONCE)
def test_nor_with_everything_at_once(name: str) -> None:
    lengths = [wander(ALL_AT_ONCE[name], seed) for seed in range(_ORDERS)]
    assert sum(lengths) / len(lengths) > 20
