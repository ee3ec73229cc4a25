"""The endless list of sights: it grows by itself, each page once, and keeps its place."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from daytrip_browser import WIDTHS, Reader
from playwright.sync_api import Page, Route, expect


def asked_pages(page: Page) -> list[int]:
    """The pages of the list that were fetched from here on."""
    asked: list[int] = []
    page.on("request", lambda request: asked.extend(_page_of(request.url)))
    return asked


def _page_of(url: str) -> list[int]:
    parts = urlsplit(url)
    return [int(parse_qs(parts.query)["page"][0])] if parts.path == "/api/attractions" else []


def scroll_to_end(page: Page, cards: int) -> None:
    while (before := page.locator(".sight:not(.skeleton)").count()) < cards:
        page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
        page.wait_for_function(
            "before => document.querySelectorAll('.sight:not(.skeleton)').length > before", arg=before
        )


@pytest.mark.parametrize("width", WIDTHS)
def test_scrolling_loads_each_page_once_until_there_is_none(reader: Reader, width: int) -> None:
    page = reader.open(width=width)
    asked = asked_pages(page)
    assert page.locator(".sight").count() >= 12
    scroll_to_end(page, 58)
    assert asked == [number for number in (1, 2, 3, 4) if number in asked]
    assert asked[-1] == 4
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    links = page.eval_on_selector_all(".sight a", "links => links.map(link => link.pathname)")
    assert len(links) == len(set(links)) == 58
    assert asked[-1] == 4
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_slow_page_is_awaited_once_and_its_room_is_kept(reader: Reader) -> None:
    page = reader.open(viewport={"width": 1280, "height": 400})
    held: list[Route] = []
    page.route(re.compile("[?&]page=1&"), lambda route: held.append(route))
    page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    expect(page.locator(".sight.skeleton")).to_have_count(4)
    expect(page.locator("#sights")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#progress")).to_have_text("載入中…")
    for top in (0, 100_000, 0, 100_000):
        page.evaluate("top => scrollTo({top, behavior: 'instant'})", top)
    page.wait_for_function(
        "() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true))))"
    )
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator(".sight:not(.skeleton)").nth(12)).to_be_attached()
    expect(page.locator("#progress")).to_contain_text("個景點")


def test_a_page_that_does_not_come_can_be_asked_for_again(reader: Reader) -> None:
    page = reader.open(viewport={"width": 1280, "height": 400})
    page.route("**/api/attractions?*", lambda route: route.abort())
    page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    expect(page.locator("#failed")).to_be_visible()
    expect(page.locator(".sight.skeleton")).to_have_count(0)
    page.unroute("**/api/attractions?*")
    page.click("#again")
    expect(page.locator("#failed")).to_be_hidden()
    expect(page.locator(".sight").nth(12)).to_be_attached()


@pytest.mark.parametrize("width", WIDTHS)
def test_back_from_a_sight_leads_to_the_same_place(reader: Reader, width: int) -> None:
    page = reader.open(width=width)
    scroll_to_end(page, 36)
    link = page.locator(".sight a").nth(30)
    link.scroll_into_view_if_needed()
    cards, top, name = (
        page.locator(".sight").count(),
        page.evaluate("scrollY"),
        link.locator(".sight-name").inner_text(),
    )
    link.click()
    expect(page.locator("h1")).to_have_text(name)
    page.go_back()
    page.wait_for_function("top => Math.abs(scrollY - top) < 5", arg=top)
    assert page.locator(".sight:not(.skeleton)").count() >= cards - cards % 12
    expect(page.locator(".sight a").nth(30)).to_be_in_viewport()
    page.go_forward()
    expect(page.locator("h1")).to_have_text(name)


def test_back_from_a_search_leads_to_the_list_before(reader: Reader) -> None:
    page = reader.open()
    scroll_to_end(page, 36)
    page.evaluate("scrollTo({top: 900, behavior: 'instant'})")
    page.wait_for_function("() => history.state?.top === 900")
    page.evaluate("document.querySelector('[data-keyword=劍潭]').click()")
    expect(page.locator(".sight:not(.skeleton)")).to_have_count(4)
    assert page.url.endswith("keyword=%E5%8A%8D%E6%BD%AD")
    page.go_back()
    expect(page.locator(".sight:not(.skeleton)").nth(35)).to_be_attached()
    page.wait_for_function("() => scrollY === 900")
    expect(page.locator("#keyword")).to_have_value("")
    page.go_forward()
    expect(page.locator(".sight:not(.skeleton)")).to_have_count(4)
    expect(page.locator("#keyword")).to_have_value("劍潭")
    page.reload()
    expect(page.locator(".sight")).to_have_count(4)
    expect(page.locator("[data-keyword=劍潭]")).to_have_attribute("aria-current", "true")


def test_back_from_a_sight_to_a_list_of_one_page_leads_to_the_same_place(reader: Reader) -> None:
    page = reader.open("/?keyword=新北投", width=360)
    link = page.locator(".sight a").last
    link.scroll_into_view_if_needed()
    top = page.evaluate("scrollY")
    assert top > 100
    link.click()
    page.wait_for_url("**/attraction/*")
    page.go_back()
    page.wait_for_function("top => Math.abs(scrollY - top) < 5", arg=top)
    page.reload()
    page.wait_for_function("top => Math.abs(scrollY - top) < 5", arg=top)


def test_a_link_within_the_page_leaves_the_list_as_it_is(reader: Reader) -> None:
    page = reader.open()
    scroll_to_end(page, 58)
    asked = asked_pages(page)
    page.click(".site-footer a[href='#top']")
    page.wait_for_function("() => scrollY === 0")
    expect(page.locator(".sight:not(.skeleton)")).to_have_count(58)
    page.go_back()
    page.wait_for_function("() => scrollY > 1000")
    expect(page.locator(".sight:not(.skeleton)")).to_have_count(58)
    assert asked == []


def test_the_way_to_the_content_leads_there_though_nobody_answers(reader: Reader) -> None:
    page = reader.open(width=360)
    page.route("**/api/attractions?*", lambda route: route.abort())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/#main")
    page.evaluate("new Promise(requestAnimationFrame)")
    expect(page.locator("#failed")).to_be_hidden()
    expect(page.locator(".sight:not(.skeleton)")).to_have_count(12)
    page.wait_for_function("() => scrollY > 0")
