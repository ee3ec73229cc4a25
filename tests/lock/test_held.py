"""api-layer 13: what a holder may think."""

from __future__ import annotations

import pytest

from banyan.lock import HeldLock, LockLost


def test_point_13_a_renewal_that_is_heard_of_after_the_end_revives_nothing() -> None:
    now = 0.0
    held = HeldLock("x", "a", 1, expiry=10, asked=now, clock=lambda: now)
    now = 9
    held.renewed(asked=8)
    now = 17.9
    assert held.still_mine()
    now = 18
    held.renewed(asked=17)
    assert not held.still_mine()
    now = 0
    with pytest.raises(LockLost):
        held.check()
