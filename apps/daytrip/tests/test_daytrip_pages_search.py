"""Search: the box with its categories, the bar of metro stops."""

from __future__ import annotations

import re

import pytest
from daytrip_browser import NAUGHTY, WIDTHS, Reader, has_focus
from playwright.sync_api import expect


@pytest.mark.parametrize("width", WIDTHS)
def test_words_in_the_box_find_sights_and_stand_in_the_address(reader: Reader, width: int) -> None:
    page = reader.open(width=width)
    page.fill("#keyword", "溫泉")
    page.click("#search [type=submit]")
    expect(page.locator("#sights-title")).to_have_text("「溫泉」的景點")
    expect(page.locator(".sight-name").first).to_contain_text("溫泉")
    assert page.url.endswith("/?keyword=%E6%BA%AB%E6%B3%89")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click("#all")
    expect(page.locator("#sights-title")).to_have_text("所有景點")
    expect(page.locator("#keyword")).to_have_value("")
    assert page.url.endswith(":" + str(reader.site.port) + "/")


def test_what_is_not_there_is_said_with_a_way_out(reader: Reader) -> None:
    missing = f"{NAUGHTY}?"
    page = reader.open()
    page.fill("#keyword", missing)
    page.press("#keyword", "Enter")
    expect(page.locator("#empty")).to_be_visible()
    expect(page.locator("#sights-title")).to_have_text(f"「{missing}」的景點")
    assert page.locator("#sights-title img").count() == 0
    page.reload()
    expect(page.locator("#empty")).to_be_visible()
    expect(page.locator("#keyword")).to_have_value(missing)
    assert page.locator("#sights-title img").count() == 0
    page.click("#empty a")
    expect(page.locator("#empty")).to_be_hidden()
    expect(page.locator(".sight:not(.skeleton)").nth(11)).to_be_attached()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_categories_open_with_the_focus_are_fetched_once_and_fill_the_box(reader: Reader, width: int) -> None:
    page = reader.open(width=width)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/api/categories" in request.url else None)
    expect(page.locator("#categories")).to_be_hidden()
    page.click("#keyword")
    expect(page.locator("#categories [role=option]")).to_have_count(10)
    page.locator("h1").click()
    expect(page.locator("#categories")).to_be_hidden()
    page.click("#keyword")
    page.click("#categories >> text=宗教信仰")
    expect(page.locator("#keyword")).to_have_value("宗教信仰")
    expect(page.locator("#categories")).to_be_hidden()
    page.press("#keyword", "Enter")
    expect(page.locator(".sight:not(.skeleton) .sight-category").first).to_have_text("宗教信仰")
    assert len(fetched) == 1
    assert set(page.locator(".sight:not(.skeleton) .sight-category").all_inner_texts()) == {"宗教信仰"}


def test_the_categories_by_keyboard(reader: Reader) -> None:
    page = reader.open()
    page.focus("#keyword")
    expect(page.locator("#keyword")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    chosen = page.locator("#categories [aria-selected=true]")
    expect(chosen).to_have_text(NAUGHTY)
    expect(page.locator("#keyword")).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    page.keyboard.press("Escape")
    expect(page.locator("#categories")).to_be_hidden()
    assert page.locator("#categories li *").count() == 0
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#keyword")).to_have_value("藝文館所")
    assert has_focus(page, "#keyword")
    page.keyboard.press("Tab")
    expect(page.locator("#categories")).to_be_hidden()


def test_categories_that_do_not_come_are_asked_for_again(reader: Reader) -> None:
    page = reader.open()
    page.route("**/api/categories", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.focus("#keyword")
    page.unroute("**/api/categories")
    page.locator("#main").evaluate("main => document.activeElement.blur()")
    page.focus("#keyword")
    expect(page.locator("#categories [role=option]")).to_have_count(10)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_arrows_move_the_metro_stops_to_both_ends(reader: Reader, width: int) -> None:
    page = reader.open(width=width, reduced_motion="reduce")
    before, after = page.locator("[data-moves='-1']"), page.locator("[data-moves='1']")
    expect(before).to_be_disabled()
    last = page.locator("#mrts a").last
    expect(last).not_to_be_in_viewport()
    while after.is_enabled():
        left = page.evaluate("document.getElementById('mrts').scrollLeft")
        after.click()
        page.wait_for_function("left => document.getElementById('mrts').scrollLeft > left", arg=left)
        page.evaluate("new Promise(requestAnimationFrame)")
    expect(last).to_be_in_viewport()
    expect(before).to_be_enabled()
    before.click()
    expect(after).to_be_enabled()
    name = last.inner_text()
    last.evaluate("link => link.click()")
    expect(page.locator(".sight:not(.skeleton) .sight-mrt").first).to_have_text(name)
    expect(last).to_have_attribute("aria-current", "true")


def test_the_keys_of_an_input_method_are_its_own(reader: Reader) -> None:
    page = reader.open()
    page.focus("#keyword")
    expect(page.locator("#categories")).to_be_visible()
    page.keyboard.press("ArrowDown")
    for key in ("ArrowDown", "Enter", "Escape"):
        page.dispatch_event("#keyword", "keydown", {"key": key, "isComposing": True})
    expect(page.locator("#categories")).to_be_visible()
    expect(page.locator("#categories [aria-selected=true]")).to_have_text("藝文館所")
    expect(page.locator("#keyword")).to_have_value("")


def test_a_search_is_in_the_title_and_in_the_link_to_the_other_language(reader: Reader) -> None:
    page = reader.open()
    home = page.title()
    page.fill("#keyword", "新北投")
    page.press("#keyword", "Enter")
    expect(page.locator("#sights-title")).to_have_text("「新北投」的景點")
    expect(page).to_have_title("新北投｜台北一日遊")
    page.go_back()
    expect(page).to_have_title(home)
    expect(page.locator("#site-menu [hreflang=en]")).to_have_attribute("href", re.compile(r"/\?lang=en$"))
    page.go_forward()
    expect(page).to_have_title("新北投｜台北一日遊")
    page.click("#site-menu [hreflang=en]")
    expect(page.locator("#sights-title")).to_have_text("Sights for “新北投”")
