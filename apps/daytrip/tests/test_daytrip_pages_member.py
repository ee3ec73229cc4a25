"""The member's own page: name, address, phone, picture, password."""

from __future__ import annotations

import re

import pytest
import pyvips
from daytrip_browser import NAUGHTY, PASSWORD, WIDTHS, Reader, new_email, new_member, open_dialog
from playwright.sync_api import expect

from daytrip.errors import ERRORS
from daytrip.user_errors import WORDINGS


def picture(width: int = 64) -> bytes:
    data: bytes = pyvips.Image.black(width, width, bands=3).write_to_buffer(".png")
    return data


def test_who_is_not_logged_in_is_asked_to_and_then_sees_it(reader: Reader) -> None:
    page, _ = reader.open_as_member()
    page.context.clear_cookies()
    page.goto("/member")
    expect(page.locator("#profile")).to_have_count(0)
    page.click("#member [data-opens=log-in]")
    page.click("#account section:visible >> text=註冊")
    page.fill("#register-name", "Lin")
    page.fill("#register-email", new_email())
    page.fill("#register-password", PASSWORD)
    page.press("#register-password", "Enter")
    expect(page.locator("h1")).to_have_text("您好，Lin")
    page.click("#log-out")
    page.wait_for_url(f"{reader.site.url}/")


@pytest.mark.parametrize("width", WIDTHS)
def test_name_address_and_phone_are_changed(reader: Reader, width: int) -> None:
    page, email = reader.open_as_member("/member", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator("#profile-email")).to_have_value(email)
    page.fill("#profile-phone", "12")
    page.click("#profile [type=submit]")
    expect(page.locator("#profile-phone-message")).to_have_text("電話號碼格式不正確。")
    address = new_email()
    page.fill("#profile-name", NAUGHTY)
    page.fill("#profile-email", address)
    page.fill("#profile-phone", "0912345678")
    page.click("#profile [type=submit]")
    expect(page.locator("#profile .form-message")).to_have_text("已儲存。")
    expect(page.locator("[data-show=name]")).to_have_text(NAUGHTY)
    page.reload()
    expect(page.locator("#profile-name")).to_have_value(NAUGHTY)
    expect(page.locator("#profile-email")).to_have_value(address)
    expect(page.locator("#profile-phone")).to_have_value("0912345678")
    expect(page.locator("h1")).to_have_text(f"您好，{NAUGHTY}")
    assert page.locator("h1 *, [data-show=name] *").count() == 0


def test_an_address_of_somebody_else_is_refused_beside_the_field(reader: Reader) -> None:
    _, taken = reader.open_as_member()
    page, _ = reader.open_as_member("/member")
    page.fill("#profile-email", taken)
    page.click("#profile [type=submit]")
    expect(page.locator("#profile-email-message")).to_have_text("這個信箱已經註冊過了。")


def test_a_password_is_changed(reader: Reader) -> None:
    page, email = reader.open_as_member("/member")
    for old, new, repeat, field, complaint in (
        ("", "efgh5678", "efgh5678", "old", "請填寫這一欄。"),
        (PASSWORD, "efgh", "efgh", "new", "至少 8 個字，要有英文字母和數字。"),
        (PASSWORD, "efgh5678", "efgh56789", "repeat", "兩次輸入的新密碼不一樣。"),
        ("wrong1234", "efgh5678", "efgh5678", "old", "現在的密碼不正確。"),
        (PASSWORD, PASSWORD, PASSWORD, "new", "新密碼不能和舊密碼相同。"),
    ):
        page.fill("#password-old", old)
        page.fill("#password-new", new)
        page.fill("#password-repeat", repeat)
        page.click("#password [type=submit]")
        expect(page.locator(f"#password-{field}-message")).to_have_text(complaint)
    page.fill("#password-new", "efgh5678")
    page.fill("#password-repeat", "efgh5678")
    page.click("#password [type=submit]")
    expect(page.locator("#password .form-message")).to_contain_text("密碼已變更")
    expect(page.locator("#password-old")).to_have_value("")
    assert page.request.get("/api/user/auth").json()["data"]["email"] == email
    with reader.site.client() as client:
        assert client.put("/api/user/auth", json={"email": email, "password": "efgh5678"}).status_code == 200


def test_a_picture_is_looked_at_before_it_is_kept(reader: Reader) -> None:
    page, _ = reader.open_as_member("/member")
    nobody = page.locator("#avatar-shown").get_attribute("src")
    page.set_input_files("#avatar-file", {"name": "me.png", "mimeType": "image/png", "buffer": picture()})
    expect(page.locator("#avatar-shown")).to_have_attribute("src", re.compile("^blob:"))
    expect(page.locator("#avatar-buttons")).to_be_visible()
    page.click("#avatar [type=reset]")
    expect(page.locator("#avatar-buttons")).to_be_hidden()
    assert (page.locator("#avatar-shown").get_attribute("src") or "").endswith(nobody or "")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scale", [1, 2])
def test_a_picture_that_is_kept_is_shown_here_and_in_the_header(reader: Reader, width: int, scale: int) -> None:
    """By the site's name in the address bar, which is another than its public one, and as sharp as the screen is."""
    page, _ = reader.open_as_member("/member", width=width, device_scale_factor=scale)
    page.set_input_files("#avatar-file", {"name": "me.png", "mimeType": "image/png", "buffer": picture(600)})
    page.click("#avatar [type=submit]")
    expect(page.locator("#avatar .form-message")).to_have_text("已儲存。")
    for again in (False, True):
        if again:
            page.reload()
        for shown, edge in (("#avatar-shown", 128), (".site-header .avatar", 32)):
            page.wait_for_function(f"() => document.querySelector('{shown}').naturalWidth > 1")
            source = page.locator(shown).evaluate("picture => picture.currentSrc")
            assert re.fullmatch(rf"{reader.site.url}/static/avatar/\w+\.webp\?w={edge * scale}", source)


@pytest.mark.parametrize("scale", [1, 2])
def test_a_picture_that_is_looked_at_stands_in_for_the_one_that_is_kept(reader: Reader, scale: int) -> None:
    page, _ = reader.open_as_member("/member", device_scale_factor=scale)
    page.set_input_files("#avatar-file", {"name": "me.png", "mimeType": "image/png", "buffer": picture(600)})
    page.click("#avatar [type=submit]")
    expect(page.locator("#avatar .form-message")).to_have_text("已儲存。")
    page.wait_for_function(f"() => document.getElementById('avatar-shown').currentSrc.endsWith('?w={128 * scale}')")
    kept = page.evaluate("document.getElementById('avatar-shown').currentSrc")
    page.set_input_files("#avatar-file", {"name": "me.png", "mimeType": "image/png", "buffer": picture()})
    page.wait_for_function("() => document.getElementById('avatar-shown').currentSrc.startsWith('blob:')")
    page.click("#avatar [type=reset]")
    page.wait_for_function("kept => document.getElementById('avatar-shown').currentSrc === kept", arg=kept)


def test_who_has_no_picture_is_not_shown_with_that_of_who_was_here_before(reader: Reader) -> None:
    page, _ = reader.open_as_member("/member")
    page.set_input_files("#avatar-file", {"name": "me.png", "mimeType": "image/png", "buffer": picture()})
    page.click("#avatar [type=submit]")
    expect(page.locator("#avatar .form-message")).to_have_text("已儲存。")
    page.goto("/")
    page.click("#log-out")
    expect(page.locator("#session")).to_have_attribute("data-member", "no")
    email = new_member(reader.site)
    open_dialog(page)
    page.fill("#log-in-email", email)
    page.fill("#log-in-password", PASSWORD)
    page.press("#log-in-password", "Enter")
    expect(page.locator("#session")).to_have_attribute("data-member", "yes")
    page.wait_for_function("() => /avatar[^/]*\\.svg$/.test(document.querySelector('.site-header .avatar').currentSrc)")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"<svg onload=alert(1)>", "這個檔案不是可以顯示的照片。"),
        (b"", "這個檔案不是可以顯示的照片。"),
        (picture() + b"\0" * 2 * 1024**2, "照片不能超過 2 MB。"),
    ],
    ids=["no picture", "empty", "too large"],
)
def test_what_cannot_be_kept_is_said_at_once(reader: Reader, content: bytes, complaint: str) -> None:
    page, _ = reader.open_as_member("/member")
    page.set_input_files("#avatar-file", {"name": "me.png", "mimeType": "image/png", "buffer": content})
    expect(page.locator("#avatar .form-message")).to_have_text(complaint)
    expect(page.locator("#avatar-buttons")).to_be_hidden()


@pytest.mark.parametrize("form", ["profile", "avatar"])
def test_a_form_of_somebody_who_is_logged_in_no_more_leads_to_the_login(reader: Reader, form: str) -> None:
    page, _ = reader.open_as_member("/member")
    page.set_input_files("#avatar-file", {"name": "me.png", "mimeType": "image/png", "buffer": picture()})
    assert page.request.delete("/api/user/auth").ok
    page.click(f"#{form} [type=submit]")
    expect(page.locator("#session")).to_have_attribute("data-member", "no")
    expect(page.locator("#site-menu [data-opens=log-in]")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "complaint"),
    [("zh-TW", "這個檔案不是可以顯示的照片。"), ("en", "This is not a picture that can be shown.")],
)
def test_what_the_site_refuses_is_said_in_the_language_of_the_page(reader: Reader, locale: str, complaint: str) -> None:
    page = reader.open("/", locale=locale)
    email = new_member(reader.site)
    assert page.request.put("/api/user/auth", data={"email": email, "password": PASSWORD}).ok
    page.goto("/member")
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    page.set_input_files("#avatar-file", {"name": "me.svg", "mimeType": "image/svg+xml", "buffer": drawing})
    page.click("#avatar [type=submit]")
    expect(page.locator("#avatar .form-message")).to_have_text(complaint)


def test_every_refusal_of_a_members_form_is_in_the_words_of_the_page(reader: Reader) -> None:
    page = reader.open("/member", java_script_enabled=False)
    said = set(re.findall(r'data-said="(.*?)"', page.content()))
    refusals = {"parameter": ERRORS.named["parameter"], **WORDINGS}
    assert said == {wording.message for wording in refusals.values() if wording.status == 400}
