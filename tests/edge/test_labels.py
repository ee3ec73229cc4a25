"""What an app node tells the gateway of its answers: asked as the gateway asks it, on its socket."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from tests.sites import TestSite, running_site

_PRIVATE = {"cache-control": "private, no-cache", "cdn-cache-control": None, "cache-tag": None}
_NOT_KEPT = {"cache-control": "no-store", "cdn-cache-control": None, "cache-tag": None}


@pytest.fixture(scope="module")
def site() -> Iterator[TestSite]:
    modules = [Path(__file__).parent / "modules" / "kept.py"]
    with running_site(modules=modules, settings={"BANYAN_APP__WORKERS": "1"}) as running:
        yield running


@pytest.fixture(scope="module")
def node(site: TestSite) -> Iterator[httpx.Client]:
    socket = site.data / "run" / "app-1" / "app.sock"
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(socket)), base_url="http://site.test") as client:
        yield client


@pytest.mark.parametrize(
    ("target", "told", "asked", "labels"),
    [
        (
            "/kept/long/a",
            {},
            {},
            {
                "cache-control": "no-cache",
                "cdn-cache-control": "max-age=60, stale-while-revalidate=60, stale-if-error=600",
                "cache-tag": "item:a",
                "cache-status": None,
            },
        ),
        ("/kept/key/b?word=x&other=1", {}, {}, {"cdn-cache-control": "max-age=60", "cache-tag": "word:x"}),
        ("/kept/key/b?word=%E5%8F%B0", {}, {}, {"cache-control": "no-cache", "cdn-cache-control": None}),
        ("/kept/language/c", {}, {}, {"vary": "Accept-Language", "cache-tag": None}),
        (
            "/kept/long/d",
            {"status": 404},
            {},
            {"cache-control": "no-cache", "cdn-cache-control": "max-age=30, stale-while-revalidate=60"},
        ),
        ("/kept/long/e", {"raises": True}, {}, {"cache-control": "no-cache", "cache-tag": "item:e"}),
        ("/kept/long/f", {"status": 410}, {}, _NOT_KEPT),
        ("/kept/long/g", {"status": 500}, {}, _NOT_KEPT),
        ("/kept/part/h", {"status": 500}, {}, _NOT_KEPT | {"etag": None}),
        ("/kept/writes/i", {}, {}, _NOT_KEPT),
        ("/kept/long/j", {"headers": {"Set-Cookie": "a=1"}}, {}, _PRIVATE),
        ("/kept/brief/k", {}, {"Cookie": "a=1"}, _PRIVATE),
        ("/kept/brief/k", {}, {"Authorization": "Bearer x"}, _PRIVATE),
        ("/kept/long/l", {}, {"Cookie": "a=1"}, {"cache-tag": "item:l"}),
        (
            "/kept/long/m",
            {"headers": {"Cache-Control": "max-age=5"}},
            {},
            {"cache-control": "max-age=5", "cdn-cache-control": None, "cache-tag": "item:m"},
        ),
        ("/kept/long/n", {"headers": {"ETag": 'W/"n"'}}, {}, {"etag": 'W/"n"'}),
    ],
)
def test_a_label(
    site: TestSite,
    node: httpx.Client,
    target: str,
    told: Mapping[str, object],
    asked: Mapping[str, str],
    labels: Mapping[str, str | None],
) -> None:
    item = target.split("/")[3].partition("?")[0]
    node.put(f"/origin/told/{item}", json=told).raise_for_status()
    answer = node.get(target, headers=asked)
    assert {name: answer.headers.get(name) for name in labels} == dict(labels)


def test_a_node_knows_what_the_gateway_has(node: httpx.Client) -> None:
    etag = node.get("/kept/language/etag", headers={"Accept-Language": "en"}).headers["etag"]
    assert not etag.startswith("W/")
    # The count of answers in the body makes each another one.
    assert node.get("/kept/language/etag", headers={"If-None-Match": etag}).status_code == 200
    node.put("/origin/told/same", json={"headers": {"ETag": '"same"'}}).raise_for_status()
    answer = node.get("/kept/long/same", headers={"If-None-Match": '"same"'})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["cdn-cache-control"].startswith("max-age=60")
    assert json.loads(node.get("/kept/long/same").content)["n"] == 2
