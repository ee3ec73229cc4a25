"""Interim answers of the origin: RFC 9110 section 15.2, of which nginx 1.22 knows nothing."""

from __future__ import annotations

import threading

import pytest
from cached_origin import CachedOrigin
from scripted_origin import Reply

HOUR = ("Cache-Control", "max-age=3600")
HINTS = (("Link", "</a.css>; rel=preload"),)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_the_answer_to_one_is_never_that_to_the_next_request(own_front: CachedOrigin, method: str) -> None:
    """It comes after an interim one, when others may have been asked for over the same connection."""
    heads = [own_front.script(Reply(headers=(HOUR,), interim=HINTS, held=True)) for _ in range(10)]
    assert {own_front.ask(target, method=method).status for target in heads} == {502}
    threading.Timer(0.3, own_front.origin.release).start()
    for number in range(10):
        body = b"page %d" % number
        target = own_front.script(Reply(headers=(HOUR,), body=body))
        assert own_front.ask(target).body == own_front.ask(target).body == body


def test_4_instead_of_it_the_old_answer_is_shown_where_it_may(own_front: CachedOrigin) -> None:
    old = (("Cache-Control", "max-age=60, stale-if-error=600"), ("Age", "100"))
    target = own_front.script(Reply(headers=old), Reply(interim=HINTS))
    first = own_front.ask(target)
    again = own_front.ask(target)
    assert (again.status, again.body) == (200, first.body)
