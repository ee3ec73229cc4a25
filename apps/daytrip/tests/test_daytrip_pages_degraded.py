"""The home page when the site cannot make its lists: what is missing is said, and scripts ask for it again."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import httpx
import pytest
from daytrip_browser import Reader
from playwright.sync_api import expect

from tests.load import wait_until
from tests.sites import TestSite

_words = itertools.count()


@pytest.fixture(scope="module", autouse=True)
def _without_lists(pages_site: TestSite) -> Iterator[None]:
    _switch(pages_site, "degraded")
    yield
    _switch(pages_site, "auto")


def _switch(site: TestSite, position: str) -> None:
    for part in ("sight_list", "mrt_bar"):
        site.banyan("switch", f"origin.daytrip.{part}", position)
    with site.client() as client:
        wait_until(lambda: _is_degraded(client) == (position == "degraded"))


def _is_degraded(client: httpx.Client) -> bool:
    """Each time by another word, for what was made before is shown for a while."""
    return "banyan-degraded" in client.get("/", params={"keyword": f"word {next(_words)}"}).headers


def test_a_list_that_was_left_out_is_fetched(reader: Reader) -> None:
    page = reader.open("/?keyword=動物園")
    expect(page.locator("#sights .sight:not(.skeleton)")).to_have_count(3)
    expect(page.locator(".sights-missing")).to_be_hidden()
    expect(page.locator("#empty")).to_be_hidden()
    page.fill("#keyword", "zzz")
    page.press("#keyword", "Enter")
    expect(page.locator("#empty")).to_be_visible()
    page.go_back()
    expect(page.locator("#sights .sight:not(.skeleton)")).to_have_count(3)


def test_a_list_that_cannot_be_had_at_all_can_be_asked_for_again(reader: Reader) -> None:
    page = reader.open("/member")
    page.route("**/api/attractions?*", lambda route: route.abort())
    page.goto("/?keyword=中山")
    expect(page.locator("#failed")).to_be_visible()
    expect(page.locator("#empty")).to_be_hidden()
    page.unroute("**/api/attractions?*")
    page.click("#again")
    expect(page.locator("#sights .sight:not(.skeleton)")).to_have_count(4)
    expect(page.locator("#failed")).to_be_hidden()


def test_without_scripts_it_is_said_that_the_list_is_missing(reader: Reader) -> None:
    page = reader.open("/?keyword=關渡", java_script_enabled=False)
    expect(page.locator(".sights-missing")).to_have_text("景點載入失敗。")
    expect(page.locator(".sights-missing")).to_be_visible()
