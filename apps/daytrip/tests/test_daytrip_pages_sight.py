"""The page of a sight: its pictures, and what is asked before a tour is booked."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from daytrip_browser import PASSWORD, WIDTHS, Reader, new_member
from playwright.sync_api import Page, expect

# Settled, but for what a screen cannot show.
_IS_AT = "index => Math.abs(slides.scrollLeft - index * slides.clientWidth) < 3"


def wait_for_picture(page: Page, index: int) -> None:
    page.wait_for_function(_IS_AT, arg=index)
    expect(page.locator("[data-slide]").nth(index)).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-slide][aria-current]")).to_have_count(1)


@pytest.mark.parametrize("width", WIDTHS)
def test_arrows_dots_and_keys_show_the_pictures_and_wrap_around(reader: Reader, width: int) -> None:
    page = reader.open("/attraction/1", width=width)
    last = page.locator("#slides img").count() - 1
    assert last >= 1
    page.click("[data-steps='-1']")
    wait_for_picture(page, last)
    page.click("[data-steps='1']")
    wait_for_picture(page, 0)
    page.click("[data-steps='1']")
    wait_for_picture(page, 1)
    page.click("[data-slide='0']")
    wait_for_picture(page, 0)
    page.focus("#slides")
    page.keyboard.press("ArrowLeft")
    wait_for_picture(page, last)
    page.keyboard.press("ArrowRight")
    wait_for_picture(page, 0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_swipe_shows_the_next_picture(reader: Reader) -> None:
    page = reader.open("/attraction/1", width=360)
    box = page.locator("#slides").bounding_box()
    assert box is not None
    finger = page.context.new_cdp_session(page)
    y = box["y"] + box["height"] * 0.3
    for kind, part in (("Start", 0.9), *(("Move", share / 20) for share in range(17, 1, -1))):
        point = {"x": box["x"] + box["width"] * part, "y": y}
        finger.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    wait_for_picture(page, 1)


def test_all_pictures_are_preloaded_and_a_bar_shows_how_far(reader: Reader) -> None:
    page = reader.open("/attraction/1")
    page.wait_for_function("() => [...slides.querySelectorAll('img')].every(picture => picture.naturalWidth > 0)")
    expect(page.locator("#loaded")).to_be_hidden()
    assert page.evaluate("loaded.value === loaded.max")
    first = page.locator("#slides img").first.get_attribute("src")
    expect(page.locator("link[rel=preload][as=image]")).to_have_attribute("href", first or "")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_tour_wants_a_day_from_tomorrow_on(reader: Reader, width: int) -> None:
    page = reader.open("/attraction/2", width=width)
    today = datetime.now(ZoneInfo("Asia/Taipei")).date()
    message = page.locator("#tour-date-message")
    for day, complaint in (
        (None, "請選擇日期。"),
        (today - timedelta(days=1), "這一天已經過了，請選擇其他日期。"),
        (today, "最早可以預約明天的行程。"),
    ):
        page.fill("#tour-date", day.isoformat() if day else "")
        page.click("#tour [type=submit]")
        expect(message).to_have_text(complaint)
        expect(page.locator("#tour-date")).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#tour-date")).to_be_focused()
        expect(page.locator("#account")).to_be_hidden()
    page.fill("#tour-date", (today + timedelta(days=1)).isoformat())
    expect(message).to_have_text("")


def test_the_half_of_the_day_has_its_price(reader: Reader) -> None:
    page = reader.open("/attraction/2")
    expect(page.locator(".tour-price strong:visible")).to_have_text("新台幣 2000 元")
    page.check("text=下半天")
    expect(page.locator(".tour-price strong:visible")).to_have_text("新台幣 2500 元")
    page.check("text=上半天")
    expect(page.locator(".tour-price strong:visible")).to_have_text("新台幣 2000 元")


def test_a_tour_asks_for_the_login_and_goes_on_after_it(reader: Reader) -> None:
    page = reader.open("/attraction/2")
    email = new_member(reader.site)
    tomorrow = datetime.now(ZoneInfo("Asia/Taipei")).date() + timedelta(days=1)
    page.fill("#tour-date", tomorrow.isoformat())
    page.check("text=下半天")
    page.click("#tour [type=submit]")
    expect(page.locator("#log-in")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#tour .form-message")).to_have_text("請先登入會員。")
    page.click("#tour [type=submit]")
    page.fill("#log-in-email", email)
    page.fill("#log-in-password", PASSWORD)
    page.press("#log-in-password", "Enter")
    expect(page.locator("#account")).to_be_hidden()
    expect(page.locator("#tour .form-message")).to_contain_text("線上預約尚未開放")
    expect(page.locator("#tour-date")).to_have_value(tomorrow.isoformat())
    assert page.is_checked("text=下半天")


@pytest.mark.parametrize("number", ["abc", "0", "99999", "9" * 40, "%3Cscript%3E"])
def test_a_sight_that_there_is_not_is_a_page_with_a_way_out(reader: Reader, number: str) -> None:
    with reader.site.client() as client:
        answer = client.get(f"/attraction/{number}", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script>" not in answer.text
    assert 'href="/"' in answer.text
