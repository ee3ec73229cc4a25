"""The pages as they are served: without scripts, to search engines, in two languages."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from daytrip_browser import NAUGHTY, WIDTHS, Reader
from playwright.sync_api import expect

from tests.sites import TestSite


@pytest.mark.parametrize("width", WIDTHS)
def test_without_scripts_there_are_sights_and_links_between_their_pages(reader: Reader, width: int) -> None:
    page = reader.open(width=width, java_script_enabled=False)
    seen: list[str] = []
    for _ in range(4):
        seen += page.locator(".sight-name").all_inner_texts()
        page.click("[rel=next]")
    seen += page.locator(".sight-name").all_inner_texts()
    assert len(seen) == len(set(seen)) == 58
    expect(page.locator("[rel=next]")).to_have_count(0)
    page.click("[rel=prev]")
    assert page.url.endswith("/?page=3")
    assert page.locator(".needs-script:visible").count() == 0


def test_without_scripts_search_and_sights_work(reader: Reader) -> None:
    page = reader.open(java_script_enabled=False)
    page.fill("#keyword", "宗教信仰")
    page.press("#keyword", "Enter")
    expect(page.locator("#sights-title")).to_have_text("「宗教信仰」的景點")
    expect(page.locator("#mrts a")).to_have_count(33)
    page.click("#mrts >> text=龍山寺")
    name = page.locator(".sight-name").first.inner_text()
    page.locator(".sight a").first.click()
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator("dd")).to_have_count(2)
    assert page.locator("#slides img").count() >= 2


def test_texts_that_look_like_html_are_shown_as_they_are(reader: Reader) -> None:
    page = reader.open("/?page=4")
    of_card = (".sight-name", ".sight-mrt", ".sight-category")
    for part in of_card:
        expect(page.locator(f"#sights {part}").last).to_have_text(NAUGHTY)
    expect(page.locator("#mrts a").last).to_have_text(NAUGHTY)
    number = (page.locator(".sight a").last.get_attribute("href") or "").rpartition("/")[2]
    page.goto("/?page=3")
    page.wait_for_function("() => document.querySelectorAll('.sight:not(.skeleton)').length > 12")
    for part in of_card:
        expect(page.locator(f"#sights {part}").last).to_have_text(NAUGHTY)
    assert page.locator(", ".join(f"{part} *" for part in (*of_card, "#mrts a"))).count() == 0
    page.locator("#mrts a").last.click()
    expect(page.locator("#sights-title")).to_have_text(f"「{NAUGHTY}」的景點")
    expect(page.locator(".sight:not(.skeleton)")).to_have_count(1)
    page.goto(f"/attraction/{number}")
    expect(page.locator("h1")).to_have_text(NAUGHTY)
    expect(page.locator("dd")).to_have_text([NAUGHTY, NAUGHTY])
    assert page.locator(".attraction-where").inner_text().count(NAUGHTY) == 2
    assert page.locator("h1 *, .attraction-where *, .lead *, dd *").count() == 0
    assert page.title().startswith(NAUGHTY)
    assert page.locator("meta[name=description]").get_attribute("content") == NAUGHTY


def test_what_search_engines_ask_for(pages_site: TestSite) -> None:
    with pages_site.client(headers={"Host": "evil.example"}) as client:
        assert "/sitemap.xml" in client.get("/robots.txt").text
        sitemap = client.get("/sitemap.xml")
        assert sitemap.headers["content-type"].startswith("application/xml")
        places = re.findall(r"<loc>(.*?)</loc>", sitemap.text)
        assert len(places) == 59
        assert not any("evil.example" in place for place in places)
        sight = client.get("/attraction/1?utm_source=x&fbclid=y")
    canonical = re.search(r'<link rel="canonical" href="([^"]+)"', sight.text)
    assert canonical
    assert canonical[1] in places
    assert "evil.example" not in sight.text
    for part in ("<title>", 'name="description" content="', 'property="og:image" content="http', 'hreflang="en"'):
        assert part in sight.text


@pytest.mark.parametrize("path", ["/attraction/1", "/attraction/01", "/attraction/1/"])
@pytest.mark.parametrize(
    ("lang", "own"), [("", ""), ("xx", ""), ("zh-Hant-TW", ""), ("zh", ""), ("en", "?lang=en"), ("EN", "?lang=en")]
)
def test_a_page_has_one_address_a_language(pages_site: TestSite, path: str, lang: str, own: str) -> None:
    with pages_site.client() as client:
        page = client.get(path, params={"lang": lang} if lang else {})
    sight = f"http://localhost:{pages_site.port}/attraction/1"
    assert canonical_of(page.text) == sight + own
    assert re.findall(r'rel="alternate" hreflang="(.*?)" href="(.*?)"', page.text) == [
        ("zh-Hant-TW", sight),
        ("en", f"{sight}?lang=en"),
        ("x-default", sight),
    ]


@pytest.mark.parametrize(
    ("keyword", "is_indexed", "address"),
    [
        ("", True, "/"),
        (" 新北投", False, "/?keyword=新北投"),
        ("其　　他", False, "/?keyword=其他"),
        ("溫泉", False, "/?keyword=溫泉"),
        ("buy-pills-at-evil", False, "/?keyword=buy-pills-at-evil"),
    ],
)
def test_what_anybody_may_search_for_is_no_page_to_be_found(
    pages_site: TestSite, keyword: str, is_indexed: bool, address: str
) -> None:
    with pages_site.client() as client:
        page = client.get("/", params={"keyword": keyword} if keyword else {})
    assert ('<meta name="robots" content="noindex">' not in page.text) == is_indexed
    assert unquote(canonical_of(page.text)) == f"http://localhost:{pages_site.port}{address}"


def canonical_of(page: str) -> str:
    (address,) = re.findall(r'<link rel="canonical" href="([^"]+)"', page)
    return str(address)


def test_a_page_is_in_the_language_that_is_asked_for_and_stays_so(pages_site: TestSite) -> None:
    with pages_site.client() as client:
        own = client.get("/attraction/1")
        assert (own.headers["content-language"], "set-cookie" in own.headers) == ("zh-Hant-TW", False)
        assert '<html lang="zh-Hant-TW">' in own.text
        browser = client.get("/attraction/1", headers={"Accept-Language": "en-US,en;q=0.9"})
        assert browser.headers["content-language"] == "en"
        assert {"accept-language", "cookie"} <= set(re.split(r",\s*", browser.headers["vary"].lower()))
        asked = client.get("/attraction/1?lang=en")
        assert "banyan_language=en" in asked.headers["set-cookie"]
        kept = client.get("/attraction/1")
    assert '<html lang="en">' in kept.text
    assert "Xinbeitou Hot Springs" in kept.text
    assert "Book this tour" in kept.text


def test_the_link_to_the_other_language_keeps_the_search(reader: Reader) -> None:
    page = reader.open("/?keyword=新北投&page=0&next=//evil.example")
    page.click("#site-menu [hreflang=en]")
    expect(page.locator("#sights-title")).to_have_text("Sights for “新北投”")
    expect(page.locator(".sight-name").first).to_have_text("Xinbeitou Hot Springs")
    assert "evil" not in page.content()
    page.click("#all")
    page.wait_for_function("() => document.querySelectorAll('.sight:not(.skeleton)').length > 11")
    assert not any(re.search(r"[一-鿿]", name) for name in page.locator(".sight-name").all_inner_texts())


@pytest.mark.parametrize(
    "path",
    ["/?next=//evil.example", "/?lang=//evil.example", "//evil.example/%2f..", "/member?return=https://evil.example"],
)
def test_no_address_leads_to_another_site(pages_site: TestSite, path: str) -> None:
    with pages_site.client() as client:
        answer = client.get(f"{pages_site.url}{path}")
        assert "evil.example" not in answer.headers.get("location", "").partition("?")[0].removeprefix(pages_site.url)
        assert "evil.example" not in answer.headers.get("set-cookie", "")
        assert not re.search(r'(href|action|src)="[^"]*evil\.example', answer.text)


@pytest.mark.parametrize(
    ("query", "status", "shown"),
    [
        ("page=abc", 200, 12),
        ("page=-1", 200, 12),
        ("page=1.5", 200, 12),
        ("page=99999999999", 200, 12),
        ("page=5", 404, 0),
        ("page=1000000", 404, 0),
        ("keyword=" + "字" * 250, 200, 0),
        ("keyword=%00", 400, 0),
        ("keyword=%ff", 400, 0),
        ("page=abc&keyword=%E6%BA%AB%E6%B3%89", 200, 4),
    ],
)
def test_a_slip_in_the_address_is_no_fault(pages_site: TestSite, query: str, status: int, shown: int) -> None:
    """People are not refused: it is the first page. A page past the end is none, and what is no text is no keyword."""
    with pages_site.client() as client:
        answer = client.get(f"/?{query}")
    assert (answer.status_code, answer.text.count('href="/attraction/')) == (status, shown)


def test_nothing_inline_is_run_or_allowed(pages_site: TestSite) -> None:
    with pages_site.client() as client:
        for path in ("/", "/attraction/1", "/member"):
            answer = client.get(path)
            assert "default-src 'self'" in answer.headers["content-security-policy"]
            assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=[\"']|\sstyle=|<style", answer.text)
