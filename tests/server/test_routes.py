"""The site's table of routes and policies: what is in it, and what does not get into it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from banyan.accounts import Member
from banyan.api import Module, from_query
from banyan.base import SettingsError
from banyan.pages import Pages
from banyan.policy import Cache, Degrade, Route
from banyan.server.routes import site_routes


class Search(Struct):
    page: int = 0
    word: str = ""


def _greeting(visitor: NamedDependency[Member | None]) -> str:
    return f"Hello {visitor}"


def _site(*policies: Any, method: Any = get) -> tuple[Route, ...]:
    class Shop(Controller):
        path = "/items"

        @method("/{number:int}", policies=list(policies), dependencies={"search": from_query(Search)})
        async def item(
            self, number: FromPath[int], search: NamedDependency[Search], size: FromQuery[int] = 10
        ) -> None: ...

    return site_routes([Module(name="shop", prefix="/shop", controllers=[Shop])])


def test_it_holds_every_route_and_is_json() -> None:
    cache = Cache(ttl=9, tags=("item:{number}:{page}:{size}",), key=("word", "size"), name="shop.one")
    (route,) = _site(cache, Degrade("shop.item", default={"n": 1}))
    assert route == Route(
        "/shop/items/{number:int}",
        ("GET",),
        "shop.one",
        "shop",
        "shop: _site.<locals>.Shop.item",
        (cache, Degrade("shop.item", default={"n": 1})),
    )
    assert json.loads(json.dumps(route.as_json()))["policies"] == [
        {
            "policy": "Cache",
            "ttl": 9,
            "tags": ["item:{number}:{page}:{size}"],
            "key": ["word", "size"],
            "name": "shop.one",
        },
        {"policy": "Degrade", "name": "shop.item", "default": {"n": 1}},
    ]


@pytest.mark.parametrize(
    ("policies", "said"),
    [
        ([Cache(ttl=0)], "Cache: ttl=0: write seconds, 1 to 3600"),
        ([Cache(ttl=3601)], "Cache: ttl=3601: write seconds"),
        ([Cache(ttl=9, stale=-1)], "Cache: stale=-1: write seconds"),
        ([Cache(ttl=9, stale_if_error=-1)], "Cache: stale_if_error=-1: write seconds"),
        ([Cache(ttl=9, statuses={500: 1})], "Cache: statuses: 500 is not one to keep; leave it out"),
        ([Cache(ttl=9, statuses={401: 1})], "Cache: statuses: 401 is not one to keep"),
        ([Cache(ttl=9, statuses={404: 10})], "Cache: statuses: 404 for 10; write seconds, 1 to ttl=9"),
        ([Cache(ttl=9, tags=("item:{id}",))], "Cache: tags: {id} in 'item:{id}' is no parameter of the path or query"),
        ([Cache(ttl=9, tags=("all items",))], "Cache: tags: 'all items'; write letters"),
        ([Cache(ttl=9, tags=("item:{number",))], "Cache: tags: 'item:{number'; write letters"),
        (
            [Cache(ttl=9, key=("color",))],
            "Cache: key: 'color' is no parameter of the path or query; there are: number,",
        ),
        ([Cache(ttl=9, vary=("Accept Language",))], "Cache: vary: 'Accept Language' is no field of a request"),
        ([Cache(ttl=9, cookies=("a b",))], "Cache: cookies: 'a b' is no cookie's name; write letters"),
        ([Cache(ttl=9, cookies=("a",), vary=("Cookie",))], "Cache: vary: Cookie is all cookies, beside cookies=(…)"),
        ([Cache(ttl=9, name="Shop")], "Cache: name='Shop': write it like shop.list"),
        ([Cache(ttl=9), Cache(ttl=8)], "Cache(…) stands there twice; leave one"),
        (["cache"], "'cache' is no policy; write policies=[Cache(…), Degrade(…)]"),
    ],
)
def test_misuse_is_refused_by_the_handlers_name_and_with_the_mend(policies: list[Any], said: str) -> None:
    with pytest.raises(SettingsError, match=f"policies: shop: .*Shop.item: {re.escape(said)}"):
        _site(*policies)


def test_what_writes_is_not_cached() -> None:
    with pytest.raises(SettingsError, match=r"Shop\.item: Cache: POST cannot be cached; take Cache\(…\) off"):
        _site(Cache(ttl=9), method=post)


@pytest.mark.parametrize(
    ("cache", "refused"),
    [
        (Cache(ttl=9), "Authorization and Cookie"),
        (Cache(ttl=9, vary=("Cookie",)), "Authorization"),
        (Cache(ttl=9, vary=("Authorization",), cookies=("banyan_language",)), "Cookie"),
        (Cache(ttl=9, vary=("Authorization",), cookies=("banyan_session",)), None),
        (Cache(ttl=9, vary=("cookie", "Authorization")), None),
    ],
)
def test_who_asks_for_who_asks_says_that_it_varies_by_that(cache: Cache, refused: str | None) -> None:
    @get("/hello", policies=[cache], dependencies={"greeting": Provide(_greeting)})
    async def hello(greeting: NamedDependency[str]) -> str:
        return greeting

    module = Module(name="shop", controllers=[hello])
    if refused is None:
        assert site_routes([module])
    else:
        with pytest.raises(SettingsError, match=f"it asks for `visitor`, so its answers differ by {refused}; name"):
            site_routes([module])


def test_so_does_who_asks_for_the_visitors_language() -> None:
    @get("/page", policies=[Cache(ttl=9, public=True)])
    async def page(pages: NamedDependency[Pages]) -> None: ...

    with pytest.raises(SettingsError, match="it asks for `pages`, so its answers differ by Accept-Language and Cookie"):
        site_routes([Module(name="shop", controllers=[page])])


def test_and_gets_the_parameter_that_says_it() -> None:
    cache = Cache(ttl=9, key=(), vary=("Accept-Language",), cookies=("banyan_language",), public=True)

    @get("/page", policies=[cache])
    async def page(pages: NamedDependency[Pages]) -> None: ...

    with pytest.raises(SettingsError, match=r"it asks for `pages`, which reads \?lang=; name lang in key"):
        site_routes([Module(name="shop", controllers=[page])])
    page.opt["policies"] = [replace(cache, key=("lang",))]
    assert site_routes([Module(name="shop", controllers=[page])])


def test_two_routes_have_two_names() -> None:
    class One(Controller):
        @get("/one", policies=[Cache(ttl=9)])
        async def show(self) -> None: ...

    class Two(Controller):
        @get("/two", policies=[Cache(ttl=9)])
        async def show(self) -> None: ...

    with pytest.raises(SettingsError, match=r"One\.show and .*Two\.show are both called shop\.show; give one Cache"):
        site_routes([Module(name="shop", controllers=[One, Two])])
