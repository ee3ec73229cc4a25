"""Day trip's pages are put together of a frame and fragments: each changes by itself, and nobody sees another's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from daytrip_browser import NAUGHTY, PASSWORD, new_member
from daytrip_client import DAYTRIP

from tests.sites import TestSite, running_site

NEW_PASSWORD = {"oldPwd": PASSWORD, "newPwd": "efgh5678", "repeatPwd": "efgh5678"}
# A name that would name a part of the page if it were not taken for text.
NAMING = '<!--# include virtual="/daytrip/mrts" -->'


@pytest.fixture(scope="module")
def site() -> Iterator[TestSite]:
    with running_site(gateway=False, settings=DAYTRIP) as running:
        yield running


@pytest.fixture
def anybody(site: TestSite) -> Iterator[httpx.Client]:
    with site.client() as client:
        yield client


@pytest.fixture
def member(site: TestSite) -> Iterator[httpx.Client]:
    with logged_in(site, new_member(site)) as client:
        yield client


@contextmanager
def logged_in(site: TestSite, email: str) -> Iterator[httpx.Client]:
    with site.client() as client:
        client.put("/api/user/auth", json={"email": email, "password": PASSWORD}).raise_for_status()
        yield client


def shown_name(client: httpx.Client, path: str = "/") -> str | None:
    """In the header of a page, None if nobody is logged in there."""
    page = client.get(path)
    assert "banyan-degraded" not in page.headers
    assert "<!--#" not in page.text
    is_member = 'data-member="yes"' in page.text
    found = re.search(r'data-show="name">(.*?)</span>', page.text)
    assert found
    return found[1] if is_member else None


def test_all_is_in_it_and_each_part_is_found_again(anybody: httpx.Client) -> None:
    first = anybody.get("/")
    assert [first.text.count(part) for part in ('class="sight card"', 'class="chip"', 'id="session"')] == [13, 32, 1]
    again = anybody.get("/", headers={"Cookie": "visits=2"})
    assert again.text == first.text
    assert again.headers["cache-status"].startswith("banyan; hit")
    assert anybody.get("/", headers={"If-None-Match": first.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/", "/attraction/1", "/member/password-reset"])
def test_members_see_themselves_in_one_frame(anybody: httpx.Client, member: httpx.Client, path: str) -> None:
    assert shown_name(anybody, path) is None
    assert shown_name(member, path) == "Mei"
    page = member.get(path)
    assert page.headers["cache-status"].startswith("banyan; hit")
    assert page.headers["cache-control"] == "private, no-cache"
    assert {"cookie", "authorization"} <= set(page.headers["vary"].lower().split(", "))
    assert shown_name(anybody, path) is None


@pytest.mark.parametrize("name", [NAUGHTY, NAMING])
def test_a_name_that_is_changed_is_shown_at_once_as_text(
    anybody: httpx.Client, member: httpx.Client, name: str
) -> None:
    assert shown_name(member) == "Mei"
    member.patch("/api/user", json={"name": name}).raise_for_status()
    page = member.get("/")
    assert "&lt;" in (shown_name(member) or "")
    assert page.text.count('class="mrts-list"') == 1
    assert shown_name(anybody) is None


def test_who_logs_out_is_out_on_the_next_page_whoever_keeps_the_token(site: TestSite, member: httpx.Client) -> None:
    token = member.cookies["banyan_session"]
    assert shown_name(member) == "Mei"
    member.delete("/api/user/auth").raise_for_status()
    assert shown_name(member) is None
    with site.client(cookies={"banyan_session": token}) as kept:
        assert shown_name(kept) is None


def test_a_new_password_ends_the_other_sessions_pages(site: TestSite) -> None:
    email = new_member(site)
    with logged_in(site, email) as one, logged_in(site, email) as other:
        assert [shown_name(one), shown_name(other)] == ["Mei", "Mei"]
        one.patch("/api/user/password", json=NEW_PASSWORD).raise_for_status()
        assert [shown_name(one), shown_name(other)] == ["Mei", None]


def test_a_language_is_a_frame_of_its_own(site: TestSite, anybody: httpx.Client) -> None:
    assert 'lang="zh-Hant-TW"' in anybody.get("/").text
    asked = anybody.get("/?lang=en")
    assert "banyan_language=en" in asked.headers["set-cookie"]
    pages = [anybody.get("/"), anybody.get("/")]
    assert all('<html lang="en">' in page.text and "Log in / Register" in page.text for page in pages)
    assert pages[1].headers["cache-status"].startswith("banyan; hit")
    with site.client(headers={"Accept-Language": "en"}) as browser:
        assert '<html lang="en">' in browser.get("/").text
    with site.client() as other:
        assert 'lang="zh-Hant-TW"' in other.get("/").text
