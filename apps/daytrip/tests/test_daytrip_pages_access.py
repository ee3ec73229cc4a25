"""The pages for everybody: no barriers that axe finds, all of it by keyboard, nothing out of the screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from daytrip_browser import WIDTHS, Reader, has_focus, open_dialog
from playwright.sync_api import Page, expect


def check(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_nothing_sticks_out(reader: Reader, width: int, scheme: str) -> None:
    page = reader.open(width=width, color_scheme=scheme, reduced_motion="reduce")
    for path in ("/", "/?keyword=zzz", "/attraction/1", "/member", "/member/password-reset", "/attraction/0"):
        page.goto(path)
        check(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("h1").count() == 1
    page.goto("/")
    page.focus("#keyword")
    expect(page.locator("#categories")).to_be_visible()
    check(page)
    page.keyboard.press("Escape")
    open_dialog(page)
    page.click("#log-in [type=submit]")
    check(page)
    page.click("#account section:visible >> text=註冊")
    check(page)


def test_axe_finds_nothing_on_a_members_page(reader: Reader) -> None:
    page, _ = reader.open_as_member("/member", width=360)
    check(page)
    page.click("#profile [type=submit]")
    expect(page.locator("#profile .form-message")).to_have_text("已儲存。")
    check(page)


def test_from_the_door_to_a_tour_by_keyboard_alone(reader: Reader) -> None:
    page = reader.open()
    page.keyboard.press("Tab")
    assert has_focus(page, ".skip")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert has_focus(page, "#keyword")
    page.keyboard.type("新北投")
    page.keyboard.press("Enter")
    expect(page.locator("#sights-title")).to_have_text("「新北投」的景點")
    expect(page.locator(".sight:not(.skeleton)")).to_have_count(6)
    tab_to(page, ".sight a")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("新北投溫泉區")
    tab_to(page, "#slides")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-slide='1']")).to_have_attribute("aria-current", "true")
    tab_to(page, "#tour [type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("#tour-date-message")).to_have_text("請選擇日期。")


def tab_to(page: Page, selector: str) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if has_focus(page, selector):
            return
    raise AssertionError(f"{selector} is not reached")
