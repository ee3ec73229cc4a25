"""What resources.json says of cached routes, to the letter: the gateway's Lua reads exactly this."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from test_gateway_model import model

from banyan.gateway import GatewayModel
from banyan.gateway.cached_routes import cached_routes
from banyan.gateway.render.resources import render_resources
from banyan.policy import Cache, Degrade, Policy, Route, SiteTable

_CACHE = Cache(ttl=60, stale=30, tags=("sight:{number}",), vary=("Accept-Language",), key=("page",), statuses={404: 5})


def _route(path: str, *policies: Policy, methods: tuple[str, ...] = ("GET",)) -> Route:
    return Route(path, methods, f"shop{path.replace('/', '.')}", "shop", "shop: handler", policies)


def test_the_golden_one() -> None:
    routes = (
        _route("/sights/{number:str}", _CACHE, Degrade("shop.sight", cache_only=True)),
        _route("/sights/new"),
        _route("/sights/{number:str}", methods=("PUT",)),
        _route("/mrts", Cache(ttl=9, public=True)),
        _route("/plain"),
    )
    found = json.loads(render_resources(_with(routes)))["cache"]
    assert found["routes"] == [
        {
            "name": "shop.mrts",
            "path": "/mrts",
            "policy": {"key": None, "passes_by": [], "cookies": [], "includes": False},
        },
        {"name": "shop.sights.new", "path": "/sights/new"},
        {
            "name": "shop.sights.{number:str}",
            "pattern": "^/sights/[^/]+$",
            "policy": {"key": ["page"], "passes_by": ["authorization", "cookie"], "cookies": [], "includes": False},
        },
    ]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/a/b", "/a/b"),
        ("/a/x", "/a/{one:str}"),
        ("/x/b", "/{one:str}/b"),
        ("/x/y", None),
        ("/files/a/b.css", "/files/{rest:path}"),
        ("/files/list", "/files/list"),
        ("/dots.txt", "/dots.txt"),
        ("/dotsxtxt", None),
    ],
)
def test_the_first_that_fits_is_what_the_app_takes(path: str, found: str | None) -> None:
    cache = Cache(ttl=9)
    written = ("/{one:str}/b", "/files/{rest:path}", "/a/{one:str}", "/dots.txt")
    routes = [*(_route(each, cache) for each in written), _route("/a/b"), _route("/files/list"), _route("/x")]
    names = {each.name: each.path for each in routes}
    fitting = [
        names[each.name]
        for each in cached_routes(routes)
        if each.path == path or (each.pattern and re.match(each.pattern, path))
    ]
    assert next(iter(fitting), None) == found
    assert "/x" not in [names[each.name] for each in cached_routes(routes)]


def _with(routes: tuple[Route, ...]) -> GatewayModel:
    return replace(model(), table=SiteTable({}, (), routes=routes))
