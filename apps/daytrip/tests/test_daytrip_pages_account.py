"""The dialog in which people log in and register, and the header that shows it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from daytrip_browser import NAUGHTY, PASSWORD, WIDTHS, Reader, new_email, new_member, open_dialog
from daytrip_members import link_of
from playwright.sync_api import Route, expect


@pytest.mark.parametrize("width", WIDTHS)
def test_who_registers_is_logged_in_on_the_page_as_it_was(reader: Reader, width: int) -> None:
    page = reader.open("/?keyword=溫泉", width=width)
    cards, address = page.locator(".sight").count(), page.url
    open_dialog(page)
    page.click("#account section:visible >> text=註冊")
    page.fill("#register-name", NAUGHTY)
    page.fill("#register-email", new_email())
    page.fill("#register-password", PASSWORD)
    page.click("#register [type=submit]")
    expect(page.locator("#account")).to_be_hidden()
    expect(page.locator("#session")).to_have_attribute("data-member", "yes")
    expect(page.locator("[data-show=name]")).to_have_text(NAUGHTY)
    assert page.locator("[data-show=name] *").count() == 0
    assert (page.url, page.locator(".sight").count()) == (address, cards)
    page.reload()
    expect(page.locator("[data-show=name]")).to_have_text(NAUGHTY)
    assert page.locator("[data-show=name] *").count() == 0
    if width < 500:
        page.click(".menu-button")
    page.click("#log-out")
    expect(page.locator("#session")).to_have_attribute("data-member", "no")
    page.reload()
    expect(page.locator("#session")).to_have_attribute("data-member", "no")


def test_what_is_wrong_is_said_beside_its_field(reader: Reader) -> None:
    page = reader.open()
    taken = new_member(reader.site)
    open_dialog(page)
    page.click("#log-in [type=submit]")
    expect(page.locator("#log-in-email-message")).to_have_text("請填寫這一欄。")
    expect(page.locator("#log-in-password-message")).to_have_text("請填寫這一欄。")
    expect(page.locator("#log-in-email")).to_be_focused()
    page.fill("#log-in-email", "nobody")
    expect(page.locator("#log-in-email-message")).to_have_text("")
    page.fill("#log-in-password", "wrong1234")
    page.press("#log-in-password", "Enter")
    expect(page.locator("#log-in-email-message")).to_have_text("信箱格式不正確。")
    page.fill("#log-in-email", taken)
    page.press("#log-in-password", "Enter")
    expect(page.locator("#log-in .form-message")).to_have_text("電子信箱或密碼不正確。")
    page.click("#account section:visible >> text=註冊")
    page.fill("#register-name", "Mei")
    page.fill("#register-email", taken)
    page.fill("#register-password", "password")
    page.click("#register [type=submit]")
    expect(page.locator("#register-password-message")).to_have_text("至少 8 個字，要有英文字母和數字。")
    page.fill("#register-password", PASSWORD)
    page.click("#register [type=submit]")
    expect(page.locator("#register-email-message")).to_have_text("這個信箱已經註冊過了。")
    expect(page.locator("#register-email")).to_be_focused()


@pytest.mark.parametrize("way", ["button", "overlay", "escape"])
def test_the_dialog_closes_and_leaves_the_page_as_it_was(reader: Reader, way: str) -> None:
    page = reader.open()
    page.focus("#site-menu [data-opens=log-in]")
    page.keyboard.press("Enter")
    expect(page.locator("#log-in-email")).to_be_focused()
    if way == "button":
        page.click("#account section:visible [data-closes]")
    elif way == "overlay":
        page.mouse.click(20, 400)
    else:
        page.keyboard.press("Escape")
    expect(page.locator("#account")).to_be_hidden()
    expect(page.locator("#site-menu [data-opens=log-in]")).to_be_focused()


def test_the_focus_stays_in_the_dialog(reader: Reader) -> None:
    page = reader.open()
    open_dialog(page)
    for key in ["Tab"] * 8 + ["Shift+Tab"] * 8:
        page.keyboard.press(key)
        # The browser's own bar has it at the ends, never the page behind.
        assert page.evaluate("document.activeElement === document.body || account.contains(document.activeElement)")


def test_a_slow_login_is_sent_once(reader: Reader) -> None:
    page = reader.open()
    email = new_member(reader.site)
    sent: list[str] = []
    held: list[Route] = []
    page.on("request", lambda request: sent.append(request.method) if "/api/user/auth" in request.url else None)
    page.route(
        "**/api/user/auth", lambda route: held.append(route) if route.request.method == "PUT" else route.continue_()
    )
    open_dialog(page)
    page.fill("#log-in-email", email)
    page.fill("#log-in-password", PASSWORD)
    page.evaluate("for (let time = 0; time < 3; time += 1) document.getElementById('log-in').requestSubmit()")
    expect(page.locator("#log-in [type=submit]")).to_have_attribute("aria-busy", "true")
    held[0].continue_()
    expect(page.locator("#account")).to_be_hidden()
    assert sent == ["PUT", "GET"]


def test_the_menu_of_a_small_screen_opens_and_closes(reader: Reader) -> None:
    page = reader.open(width=360)
    menu = page.locator("#site-menu")
    expect(menu).to_be_hidden()
    page.click(".menu-button")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.click(".menu-button")
    page.tap("h1")
    expect(menu).to_be_hidden()


def test_a_forgotten_password_is_set_anew_by_the_link_that_was_sent(reader: Reader) -> None:
    page = reader.open()
    email = new_member(reader.site)
    open_dialog(page)
    page.click("#account section:visible >> text=忘記密碼？")
    page.fill("#forgot-email", email)
    page.click("#forgot [type=submit]")
    expect(page.locator("#forgot .form-message")).to_contain_text("連結已經寄出")
    token = urlsplit(link_of(reader.site, email) or "").fragment
    page.goto(f"/member/password-reset#{token}")
    page.fill("#reset-new", "efgh5678")
    page.fill("#reset-repeat", "efgh56789")
    page.click("#reset [type=submit]")
    expect(page.locator("#reset-repeat-message")).to_have_text("兩次輸入的新密碼不一樣。")
    page.fill("#reset-repeat", "efgh5678")
    page.click("#reset [type=submit]")
    expect(page.locator("#reset .form-message")).to_contain_text("新密碼已設定")
    page.fill("#log-in-email", email)
    page.fill("#log-in-password", "efgh5678")
    page.press("#log-in-password", "Enter")
    expect(page.locator("#session")).to_have_attribute("data-member", "yes")


def test_who_is_logged_out_elsewhere_can_log_out_here_too(reader: Reader) -> None:
    here, _ = reader.open_as_member()
    elsewhere = here.context.new_page()
    elsewhere.goto("/")
    elsewhere.click("#log-out")
    expect(elsewhere.locator("#session")).to_have_attribute("data-member", "no")
    expect(here.locator("#session")).to_have_attribute("data-member", "yes")
    here.click("#log-out")
    expect(here.locator("#session")).to_have_attribute("data-member", "no")
    expect(here.locator("#site-menu [data-opens=log-in]")).to_be_visible()
