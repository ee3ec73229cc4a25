"""Day trip as somebody with a browser sees it, through the real gateway."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.sites import TestSite, running_site

WIDTHS = (360, 1280)
PASSWORD = "abcd1234"
# Texts that would do something if they were taken for HTML.
NAUGHTY = '<img src=x onerror="document.title=1">"\'&amp;'
_SETTINGS = {"BANYAN_MODULES": '["members", "daytrip"]', "BANYAN_APP__WORKERS": "1"}
_numbers = itertools.count(os.getpid() * 1000)


@pytest.fixture(scope="session")
def pages_site() -> Iterator[TestSite]:
    """The shipped sights; all texts of the last are naughty ones."""
    with running_site(settings=_SETTINGS) as site:
        site.query(
            "UPDATE sight SET name = :text, category = :text, mrt = :text, description = :text, address = :text,"
            " transport = :text WHERE id = (SELECT MAX(id) FROM sight)",
            text=NAUGHTY,
        )
        yield site


@dataclass
class Reader:
    """Opens pages as one person would, each call a browser of its own; what a page complains of is kept."""

    browser: Browser
    site: TestSite
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/", *, width: int = 1280, **options: Any) -> Page:
        page = self.browse(width=width, **options).new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.goto(path)
        return page

    def open_as_member(
        self, path: str = "/", *, name: str = "Mei", width: int = 1280, **options: Any
    ) -> tuple[Page, str]:
        """Somebody new, logged in; and their e-mail address."""
        page = self.open(path, width=width, **options)
        email = new_member(self.site, name=name)
        login = page.request.put("/api/user/auth", data={"email": email, "password": PASSWORD})
        assert login.ok
        page.reload()
        return page, email

    def browse(self, *, width: int, **options: Any) -> BrowserContext:
        phone = {"is_mobile": True, "has_touch": True} if width < 500 else {}
        defaults = {"viewport": {"width": width, "height": 740}, "locale": "zh-TW", "base_url": self.site.url, **phone}
        context = self.browser.new_context(**{**defaults, **options})
        context.set_default_timeout(60_000)
        self.contexts.append(context)
        return context

    def _hear(self, kind: str, text: str) -> None:
        # That an answer was an error is the test's own business.
        if kind == "error" and not text.startswith("Failed to load resource"):
            self.complaints.append(text)


@pytest.fixture
def reader(chromium: Browser, pages_site: TestSite) -> Iterator[Reader]:
    one = Reader(chromium, pages_site)
    yield one
    for context in one.contexts:
        context.close()
    assert one.complaints == []


def new_email() -> str:
    return f"reader{next(_numbers)}@example.com"


def new_member(site: TestSite, *, name: str = "Mei") -> str:
    email = new_email()
    with site.client() as client:
        answer = client.post("/api/user", json={"name": name, "email": email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
    return email


def open_dialog(page: Page) -> None:
    if page.locator(".menu-button").is_visible():
        page.click(".menu-button")
    page.click("#site-menu [data-opens=log-in]")


def has_focus(page: Page, selector: str) -> bool:
    return bool(page.evaluate("selector => document.activeElement.matches(selector)", selector))
