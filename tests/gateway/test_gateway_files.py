"""Static files and stored objects, served by nginx itself."""

from __future__ import annotations

import pytest
from running_gateway import RunningGateway

IMMUTABLE = "public, max-age=31536000, immutable"
PICTURE = bytes(range(256)) * 8
CSS = "a { color: red }\n" * 100


@pytest.fixture(scope="module")
def files(site: RunningGateway) -> RunningGateway:
    site.put(site.static / "members" / "home.0123456789.css", CSS)
    site.put(site.static / "members" / "icons" / "logo.0123456789.svg", "<svg/>")
    site.put(site.static / "members" / ".home.css.4711", "unfinished")
    site.put(site.folder.files / "image" / "3f2a9c.png", PICTURE)
    site.put(site.folder.files / "image" / ".3f2a9c.png.part", "unfinished")
    site.put(site.folder.files / "private" / "x.png", "secret")
    return site


def test_21_hashed_files_are_immutable(files: RunningGateway) -> None:
    answer = files.ask("/static/members/home.0123456789.css")
    assert (answer.status, answer.body.decode()) == (200, CSS)
    assert answer.header("content-type") == "text/css; charset=utf-8"
    assert answer.all("cache-control") == [IMMUTABLE]
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("etag")
    assert answer.header("last-modified")
    assert len(answer.all("x-request-id")) == 1
    assert files.ask("/static/members/icons/logo.0123456789.svg").header("content-type") == "image/svg+xml"


def test_static_files_are_compressed(files: RunningGateway) -> None:
    answer = files.ask("/static/members/home.0123456789.css", headers={"Accept-Encoding": "br"})
    assert (answer.header("content-encoding"), answer.header("vary")) == ("br", "Accept-Encoding")
    assert (answer.header("etag") or "").startswith("W/")


def test_a_known_file_is_a_304(files: RunningGateway) -> None:
    for path in ("/static/members/home.0123456789.css", "/static/image/3f2a9c.png"):
        first = files.ask(path)
        tagged = files.ask(path, headers={"If-None-Match": first.header("etag") or ""})
        dated = files.ask(path, headers={"If-Modified-Since": first.header("last-modified") or ""})
        assert (tagged.status, dated.status, tagged.body) == (304, 304, b"")
        assert tagged.header("cache-control") == IMMUTABLE


@pytest.mark.parametrize("path", ["/", "", "/.home.css.4711", "/nope.css", "/home.0123456789.css/"])
def test_only_files_are_there(files: RunningGateway, path: str) -> None:
    answer = files.ask(f"/static/members{path}")
    assert (answer.status, answer.json()["status"]) == (404, 404)
    assert answer.header("cache-control") == "no-store"


def test_a_browser_gets_a_page_for_a_missing_file(files: RunningGateway) -> None:
    answer = files.ask("/static/members/nope.css", headers={"Accept": "text/html"})
    assert (answer.status, answer.header("content-type")) == (404, "text/html; charset=utf-8")


def test_stored_objects_come_from_the_folder(files: RunningGateway) -> None:
    before = len(files.apps[0].requests)
    answer = files.ask("/static/image/3f2a9c.png")
    assert (answer.status, answer.body) == (200, PICTURE)
    assert answer.header("content-type") == "image/png"
    assert answer.all("cache-control") == [IMMUTABLE]
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("content-security-policy") == "default-src 'none'; sandbox"
    assert answer.header("etag")
    assert files.ask("/static/image/3f2a9c.png?utm=1&width=3&xw=1").body == PICTURE
    assert len(files.apps[0].requests) == before


def test_ranges_of_stored_objects(files: RunningGateway) -> None:
    part = files.ask("/static/image/3f2a9c.png", headers={"Range": "bytes=10-19"})
    assert (part.status, part.body) == (206, PICTURE[10:20])
    assert part.header("content-range") == f"bytes 10-19/{len(PICTURE)}"
    beyond = files.ask("/static/image/3f2a9c.png", headers={"Range": "bytes=99999-"})
    assert (beyond.status, beyond.json()["status"]) == (416, 416)
    assert beyond.header("content-range") == f"bytes */{len(PICTURE)}"
    assert beyond.header("etag") is None
    stale = files.ask("/static/image/3f2a9c.png", headers={"If-Match": '"other"'})
    assert (stale.status, stale.json()["status"]) == (412, 412)


@pytest.mark.parametrize("query", ["w=10", "h=2&x=1", "x=1&fit=cover", "format=webp", "w", "w="])
def test_what_is_computed_goes_to_the_app_as_it_came(files: RunningGateway, query: str) -> None:
    target = f"/static/image/3f2a9c.png?{query}"
    answer = files.ask(target)
    assert (answer.status, answer.json()["target"]) == (200, target)
    assert answer.header("content-security-policy") is None


def test_an_error_on_the_way_to_the_app_is_worded_too(gateway: RunningGateway) -> None:
    answer = gateway.start().ask("/static/image/3f2a9c.png?w=10")
    assert (answer.status, answer.json()["status"]) == (502, 502)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/static/image/3f2a9c.png", "/static/members/home.0123456789.css"])
def test_files_are_read_only(files: RunningGateway, method: str, path: str) -> None:
    answer = files.ask(path, method=method, body=b"")
    assert (answer.status, answer.header("allow")) == (405, "GET, HEAD")
    head = files.ask(path, method="HEAD")
    assert (head.status, head.body) == (200, b"")


@pytest.mark.parametrize(
    "name", [".3f2a9c.png.part", "a/b.png", "3f2a9c.png/", "a%20b.png", "%E4%B8%AD.png", "a;b", ""]
)
def test_other_names_are_not_even_looked_for(files: RunningGateway, name: str) -> None:
    answer = files.ask(f"/static/image/{name}")
    assert (answer.status, answer.header("content-type")) == (404, "application/problem+json")


def test_no_way_out_of_the_folder(files: RunningGateway) -> None:
    for path in ("/static/image/../private/x.png", "/static/image/..%2fprivate/x.png", "/static/image../private/x.png"):
        assert b"secret" not in files.ask(path).body


def test_without_folder_storage_the_app_serves_them(gateway: RunningGateway) -> None:
    gateway.start_app()
    gateway.start(folder_storage=False)
    gateway.put(gateway.folder.files / "image" / "a.png", PICTURE)
    assert gateway.ask("/static/image/a.png").json()["target"] == "/static/image/a.png"
