from __future__ import annotations

from banyan.base import Breaker, Trip


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_opens_after_failures_in_a_row_and_lets_one_trial_through_after_the_cool_down() -> None:
    clock = Clock()
    breaker = Breaker(Trip(failures=3, cool_down=1.0), clock=clock)
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
    breaker = Breaker(Trip(failures=1, cool_down=1.0), clock=clock)
    breaker.failed()
    clock.now = 1.0
    assert breaker.allows()
    assert not breaker.allows()
    clock.now = 2.0
    assert breaker.allows()


def test_it_opens_when_too_many_of_the_recent_calls_failed_though_never_in_a_row() -> None:
    clock = Clock()
    breaker = Breaker(Trip(failures=5, rate=0.5, calls=20, window=10.0), clock=clock)
    for _ in range(9):
        breaker.failed()
        breaker.succeeded()
    assert breaker.state == "closed"
    breaker.succeeded()
    breaker.failed()
    assert breaker.state == "open"


def test_failures_that_are_older_than_the_window_do_not_count() -> None:
    clock = Clock()
    breaker = Breaker(Trip(failures=50, rate=0.5, calls=20, window=10.0), clock=clock)
    for _ in range(19):
        breaker.failed()
    clock.now = 11.5
    breaker.failed()
    assert breaker.state == "closed"


def test_what_was_begun_before_it_opened_neither_closes_it_nor_keeps_it_open() -> None:
    clock = Clock()
    breaker = Breaker(Trip(failures=1, cool_down=1.0), clock=clock)
    breaker.failed()
    breaker.succeeded()
    assert breaker.state == "open"
    clock.now = 0.9
    breaker.failed()
    clock.now = 1.0
    assert breaker.state == "half-open"
