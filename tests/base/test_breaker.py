from __future__ import annotations

from banyan.base import Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_opens_after_failures_in_a_row_and_lets_one_trial_through_after_the_cool_down() -> None:
    clock = Clock()
    breaker = Breaker(failures=3, cool_down=1.0, clock=clock)
    for _ in range(2):
        breaker.failed()
    breaker.succeeded()
    for _ in range(2):
        breaker.failed()
        assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    clock.now = 1.0
    assert [breaker.allows(), breaker.allows()] == [True, False]
    breaker.failed()
    assert not breaker.allows()
    clock.now = 2.0
    assert breaker.allows()
    breaker.succeeded()
    assert [breaker.allows(), breaker.allows()] == [True, True]


def test_a_trial_that_never_ends_does_not_keep_it_open_for_good() -> None:
    clock = Clock()
    breaker = Breaker(failures=1, cool_down=1.0, clock=clock)
    breaker.failed()
    clock.now = 1.0
    assert breaker.allows()
    assert not breaker.allows()
    clock.now = 2.0
    assert breaker.allows()
