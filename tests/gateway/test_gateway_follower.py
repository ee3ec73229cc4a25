"""One of the gateway's workers follows the site's log, for all: whatever becomes of it or of the nodes."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from news_node import NewsNode, news
from told_gateway import ToldGateway, told_gateway

from tests.load import wait_until

START = 1_700_000_000_000


class Log:
    """What a sound node answers: its invalidations, in order."""

    def __init__(self, position: int = START) -> None:
        self.position = position
        self.invalidations: list[tuple[int, list[str]]] = []

    def add(self, *tags: str) -> int:
        self.invalidations.append((self.position + 1, list(tags)))
        self.position += 1
        return self.position

    def after(self, position: int, version: int) -> Any:
        if position < 0:
            return news(START, gap=True)
        found = [each for each in self.invalidations if each[0] > position]
        return news(self.position, *found) if found else None


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def node(log: Log) -> Iterator[NewsNode]:
    playing = NewsNode(log.after)
    yield playing
    playing.close()


@pytest.fixture
def gateway(node: NewsNode) -> Iterator[ToldGateway]:
    with told_gateway(node.address) as told:
        told.start()
        yield told


def applied(gateway: ToldGateway) -> int:
    return gateway.positions()[0]


def is_fresh(gateway: ToldGateway, number: int, tag: str) -> bool:
    return gateway.door.ask("/allows", number=number, tag=tag) == "true"


def test_what_the_log_has_is_applied_for_all_workers(gateway: ToldGateway, log: Log) -> None:
    wait_until(lambda: applied(gateway) == START)
    first = log.add("item:1", "items")
    wait_until(lambda: applied(gateway) == first)
    for _ in range(8):
        assert not is_fresh(gateway, START, "item:1")
        assert is_fresh(gateway, START, "item:2")
        assert is_fresh(gateway, first, "item:1")


def test_a_gap_begins_anew(gateway: ToldGateway, node: NewsNode) -> None:
    wait_until(lambda: applied(gateway) == START)
    node.answer = lambda position, version: news(START + 50, gap=True) if position < START + 50 else None
    wait_until(lambda: applied(gateway) == START + 50)
    assert not is_fresh(gateway, START + 49, "anything")
    assert is_fresh(gateway, START + 50, "anything")


def test_positions_that_are_missing_are_a_gap_though_nobody_says_so(gateway: ToldGateway, node: NewsNode) -> None:
    wait_until(lambda: applied(gateway) == START)
    end = START + 9
    node.answer = lambda position, version: news(end, (end, ["a"])) if position < end else None
    wait_until(lambda: applied(gateway) == end)
    assert not is_fresh(gateway, START + 8, "anything")


def test_a_node_that_is_behind_tells_nothing(gateway: ToldGateway, node: NewsNode) -> None:
    wait_until(lambda: applied(gateway) == START)
    node.answer = lambda position, version: news(START - 10)
    asked = len(node.asked)
    wait_until(lambda: len(node.asked) > asked + 2)
    assert gateway.positions() == (START, START)
    # Nor is it asked without end, though it never waits.
    asked, began = len(node.asked), time.monotonic()
    wait_until(lambda: len(node.asked) >= asked + 5)
    assert time.monotonic() - began > 0.5


def test_tags_that_there_is_no_room_for_are_not_taken_for_never_written(gateway: ToldGateway, log: Log) -> None:
    wait_until(lambda: applied(gateway) == START)
    position = log.add("item:1")
    wait_until(lambda: applied(gateway) == position)
    gateway.door.ask("/flood", position=position + 5)
    for _ in range(8):
        assert gateway.positions() == (position, position + 5)
        assert not is_fresh(gateway, position + 4, "item:2")
        assert is_fresh(gateway, position + 5, "item:2")
    # And there is room again.
    gateway.door.ask("/note", tag="item:2", position=position + 6)
    assert not is_fresh(gateway, position + 5, "item:2")


def test_a_worker_that_dies_while_it_changes_the_table_does_not_hold_up_the_others(
    gateway: ToldGateway, log: Log
) -> None:
    wait_until(lambda: applied(gateway) == START)
    gateway.door.ask("/hold")
    began = time.monotonic()
    gateway.door.ask("/note", tag="item:1", position=START + 1)
    assert time.monotonic() - began < 2
    assert gateway.positions() == (START + 1, START + 1)


def test_another_worker_goes_on_when_the_one_that_follows_is_killed(gateway: ToldGateway, log: Log) -> None:
    wait_until(lambda: applied(gateway) == START)
    before = set(gateway.workers())
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: len(set(gateway.workers()) - before) == 2)
    position = log.add("item:1")
    wait_until(lambda: applied(gateway) == position)


def test_a_reload_hands_the_log_on(gateway: ToldGateway, log: Log, node: NewsNode) -> None:
    wait_until(lambda: applied(gateway) == START)
    before = set(gateway.workers())
    gateway.reload()
    # Though a question of theirs is open.
    wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in before), seconds=3)
    assert applied(gateway) == START
    position = log.add("item:1")
    wait_until(lambda: applied(gateway) == position)
    assert -1 not in [position for position, _ in node.asked[1:]]


def test_a_gateway_starts_without_nodes_and_follows_when_one_comes(log: Log) -> None:
    gone = NewsNode(log.after)
    gone.close()
    with told_gateway(gone.address) as gateway:
        gateway.start()
        assert gateway.positions() == (-1, -1)
        # It is told once.
        wait_until(lambda: len(gateway.faults()) == 1)
        assert "cannot follow the site's changes" in gateway.faults()[0]
        node = NewsNode(log.after, port=int(gone.address.rpartition(":")[2]))
        try:
            wait_until(lambda: applied(gateway) == START, seconds=3)
            wait_until(lambda: len(gateway.faults()) == 2)
        finally:
            node.close()


GARBAGE: dict[str, Any] = {
    "nothing": b"",
    "no JSON": b"<html>",
    "null": b"null",
    "a list": [],
    "a text": '"x"',
    "no fields": {},
    "no number": news("9") | {"position": "9"},  # type: ignore[arg-type]
    "no whole number": news(START) | {"position": START + 0.5},
    "beyond all numbers": news(10**17),
    "no gap": {"position": START + 9, "invalidations": []},
    "invalidations that are none": news(START + 1) | {"invalidations": "x"},
    "an invalidation that is none": news(START + 1) | {"invalidations": [7]},
    "tags that are none": news(START + 1) | {"invalidations": [[START + 1, [7]]]},
    "beyond its position": news(START + 1, (START + 2, ["a"])),
    "out of order": news(START + 3, (START + 2, ["a"]), (START + 1, ["b"])),
    "a document that is none": news(START + 1, control={"version": "x"}),
    "cut short": json.dumps(news(START + 1, (START + 1, ["a"]))).encode()[:-5],
}


def test_garbage_changes_nothing_and_is_told_and_what_is_sound_after_it_counts(log: Log) -> None:
    node = NewsNode(log.after)
    try:
        with told_gateway(node.address) as gateway:
            gateway.start()
            wait_until(lambda: applied(gateway) == START)
            for name, answer in GARBAGE.items():
                node.answer = lambda position, version, answer=answer: answer  # type: ignore[misc]
                asked = len(node.asked)
                wait_until(lambda asked=asked: len(node.asked) >= asked + 2)  # type: ignore[misc]
                assert gateway.positions() == (START, START), name
            wait_until(lambda: "cannot follow" in "".join(gateway.faults()))
            node.answer = log.after
            position = log.add("item:1")
            wait_until(lambda: applied(gateway) == position)
    finally:
        node.close()


def test_a_frozen_node_is_given_up_for_another(log: Log) -> None:
    """At once when there is known to be something to tell; after three seconds when there is not."""
    frozen = NewsNode(lambda position, version: time.sleep(60))
    sound = NewsNode(log.after)
    try:
        with told_gateway(frozen.address, sound.address) as gateway:
            gateway.start()
            wait_until(lambda: applied(gateway) == START)
            for _ in range(2):
                position = log.add("item:1")
                wait_until(lambda position=position: applied(gateway) == position)  # type: ignore[misc]
            took = []
            for _ in range(3):
                position = log.add("item:2")
                log.position = position + 1
                log.invalidations.append((log.position, ["item:3"]))
                gateway.door.ask("/note", tag="item:3", position=log.position)
                began = time.monotonic()
                wait_until(lambda: applied(gateway) == log.position)
                took.append(time.monotonic() - began)
            # However slow the machine, not always.
            assert min(took) < 2.2
    finally:
        sound.close()
        frozen.close()
