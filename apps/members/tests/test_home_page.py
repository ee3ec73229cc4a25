"""The H5 home page as people see it, in a real browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.sites import TestSite, running_site


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_shows_whole_and_without_complaint(site: TestSite, chromium: Browser, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 740}, is_mobile=width < 500)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", lambda response: complaints.append(response.url) if response.status >= 400 else None)
    page.goto(f"{site.url}/users/home", wait_until="networkidle")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function("[...document.images].every(picture => picture.complete && picture.naturalWidth > 0)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1
    assert page.locator(".tile").count() == 3
    assert page.locator(".card img").count() == 3
    assert complaints == []
    if folder := os.environ.get("BANYAN_SCREENSHOTS"):
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=Path(folder) / f"home-{width}.png", full_page=True)
    context.close()


def test_the_page_is_cacheable_and_its_assets_immutable(site: TestSite) -> None:
    with site.client() as client:
        page = client.get("/users/home")
        assert page.headers["cache-control"].startswith("public")
        assert "set-cookie" not in page.headers
        for asset in {part.split('"')[0] for part in page.text.split('"/static/')[1:]}:
            answer = client.get(f"/static/{asset}")
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
            assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_root_of_a_site_of_members_alone_leads_to_the_home_page() -> None:
    with running_site(settings={"BANYAN_MODULES": '["members"]'}) as site, site.client() as client:
        answer = client.get("/")
        assert (answer.status_code, answer.headers["location"]) == (302, "/users/home")


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_52_text_is_compressed_by_the_gateway(gateway_site: TestSite, coding: str) -> None:
    with gateway_site.client(headers={"Accept-Encoding": coding}) as client:
        response = client.send(client.build_request("GET", "/users/home"), stream=True)
        assert response.headers["content-encoding"] == coding
        assert "accept-encoding" in response.headers["vary"].lower()
        response.close()
