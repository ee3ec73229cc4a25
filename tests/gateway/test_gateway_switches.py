"""How the site's switches stand, as the gateway knows it: by all workers, and also while no node can be asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from news_node import NewsNode, news
from told_gateway import ToldGateway, told_gateway

from tests.load import wait_until


class Switches:
    """What a sound node answers."""

    def __init__(self) -> None:
        self.document: dict[str, Any] = {"version": 1, "switches": {}}

    def turn(self, switches: Mapping[str, str]) -> None:
        self.document = {"version": self.document["version"] + 1, "switches": switches}

    def answer(self, position: int, version: int) -> Any:
        if self.document["version"] > version:
            return news(max(position, 0), control=self.document)
        return None if position >= 0 else news(0)


@pytest.fixture(scope="module")
def switches() -> Switches:
    return Switches()


@pytest.fixture(scope="module")
def gateway(switches: Switches) -> Iterator[ToldGateway]:
    node = NewsNode(switches.answer)
    try:
        with told_gateway(node.address) as told:
            told.start()
            yield told
    finally:
        node.close()


@pytest.mark.parametrize(
    ("turned", "bypasses", "origin_is_off"),
    [
        ({}, False, False),
        ({"cache": "degraded"}, True, False),
        ({"cache.http": "degraded"}, True, False),
        ({"cache.http.menu.dish": "degraded"}, True, False),
        ({"cache.http.menu": "degraded", "cache.menu.dish": "degraded"}, False, False),
        ({"cache.http.menu.dishes": "degraded"}, False, False),
        ({"cache.http.menu.dish": "normal", "cache": "auto"}, False, False),
        ({"origin": "degraded"}, False, True),
        ({"origin.menu.dish": "degraded"}, False, True),
        ({"origin.menu.dishes": "degraded", "origin.menu.dish": "normal"}, False, False),
        ({"cache": "degraded", "origin.menu.dish": "degraded"}, True, True),
    ],
)
def test_which_switches_are_for_a_route(
    gateway: ToldGateway, switches: Switches, turned: Mapping[str, str], bypasses: bool, origin_is_off: bool
) -> None:
    # `told` says that it has come.
    switches.turn({**turned, "told": "degraded" if switches.document["version"] % 2 else "normal"})
    expected = switches.document["switches"]["told"] == "degraded"
    wait_until(lambda: all(gateway.door.switch("told")["degraded"] is expected for _ in range(4)))
    for _ in range(4):
        found = gateway.door.switch("menu.dish")
        assert (found["bypasses"], found["origin_is_off"]) == (bypasses, origin_is_off)


def test_an_older_document_changes_nothing(gateway: ToldGateway, switches: Switches) -> None:
    switches.turn({"one": "degraded"})
    wait_until(lambda: gateway.door.switch("one")["degraded"])
    newest = switches.document
    switches.document = {"version": newest["version"] + 1, "switches": {"two": "degraded"}}
    wait_until(lambda: gateway.door.switch("two")["degraded"])
    old, switches.document = newest, switches.document
    answer, turned = switches.answer, switches.document
    switches.answer = lambda position, version: news(max(position, 0), control=old)  # type: ignore[method-assign]
    assert gateway.door.switch("two")["degraded"]
    switches.answer, switches.document = answer, turned  # type: ignore[method-assign]


def test_without_nodes_a_gateway_starts_with_the_last_good_copy() -> None:
    switches = Switches()
    node = NewsNode(switches.answer)
    with told_gateway(node.address) as gateway:
        gateway.start()
        switches.turn({"cache.http.menu.dish": "degraded"})
        wait_until(lambda: gateway.door.switch("menu.dish")["bypasses"])
        copy = gateway.folder.gateway_state / "control.json"
        wait_until(copy.exists)
        assert json.loads(copy.read_text())["switches"] == {"cache.http.menu.dish": "degraded"}
        assert [file.name for file in gateway.folder.gateway_state.iterdir()] == ["control.json"]
        gateway.stop()
        node.close()
        gateway.start()
        assert all(gateway.door.switch("menu.dish")["bypasses"] for _ in range(8))
        gateway.stop()
        copy.write_text('{"version": 9')
        gateway.start()
        assert not gateway.door.switch("menu.dish")["bypasses"]
        wait_until(lambda: any("cannot be read" in fault for fault in gateway.faults()))
