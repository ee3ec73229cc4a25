"""No field that a client or an origin sends keeps a worker from the others."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from cached_origin import CachedOrigin
from scripted_origin import Reply

Fields = list[tuple[str, str]]

# What nginx takes of a line, and of them all; and what it takes of an origin's.
LONG, LINES, ORIGINS = 15_000, 3, 30_000
HOUR = ("Cache-Control", "max-age=3600")

WORST: dict[str, tuple[Fields, Fields]] = {
    # name: (the request's, the answer's)
    "commas before what is no directive": ([("Cache-Control", "," * LONG + '"')] * LINES, [HOUR]),
    "spaces in what an answer varies by": ([("Foo", "a" + " " * LONG + "b")] * LINES, [HOUR, ("Vary", "Foo")]),
    "spaces in a member of a list": ([("Foo", ", a" + " " * LONG + "b")] * LINES, [HOUR, ("Vary", "Foo")]),
    "spaces in what is read before Cache-Control": ([], [("CDN-Cache-Control", "a" + " " * ORIGINS + "b")]),
    "escaped quotes": ([], [("CDN-Cache-Control", 'a="' + '\\"' * (ORIGINS // 2) + '"')]),
    "backslashes": ([], [("CDN-Cache-Control", 'a="' + "\\" * ORIGINS + 'x"')]),
}


@pytest.fixture
def lone_worker() -> Iterator[CachedOrigin]:
    gateway = CachedOrigin(workers="1")
    try:
        yield gateway.start()
    finally:
        gateway.close()


@pytest.mark.parametrize("name", WORST)
def test_the_worst_field_takes_no_time(lone_worker: CachedOrigin, name: str) -> None:
    asked, answered = WORST[name]
    target, others = lone_worker.script(Reply(headers=answered)), lone_worker.script(Reply())
    began = time.monotonic()
    assert lone_worker.ask(target, headers=asked).status == 200
    assert lone_worker.ask(target, headers=asked).status == 200
    assert lone_worker.ask(others).status == 200
    assert time.monotonic() - began < 1
