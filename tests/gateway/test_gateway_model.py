from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from running_gateway import members_table

from banyan.base import SettingsError
from banyan.config import DataFolder, GatewaySection, UpstreamSection
from banyan.gateway import GatewayModel, Server, build_model, render
from banyan.gateway.render.quoting import milliseconds, quoted, quoted_regex
from banyan.gateway.render.resources import REFUSALS
from banyan.gateway.second_level import second_level

APP = UpstreamSection(address="unix:/run/app.sock", max_fails=0)


def model(data: str = "/srv/var", app: UpstreamSection | None = APP, **settings: Any) -> GatewayModel:
    folder = DataFolder(Path(data))
    return build_model(
        GatewaySection(**settings),
        members_table(),
        folder=folder,
        app_addresses=[app] if app else [],
        files_root=None,
        static_root=folder.gateway / "static",
        worker_user=None,
        token="",
        modules=(),
    )


def test_14_the_only_server_is_listed_twice() -> None:
    assert model().app.servers == (Server("unix:/run/app.sock", 1, 0, 5),) * 2
    two = model(upstreams=[{"address": "a:1"}, {"address": "b:1", "weight": 2}]).app.servers
    assert two == (Server("a:1", 1, 1, 5), Server("b:1", 2, 1, 5))


@pytest.mark.parametrize(
    ("hosts", "names", "said"),
    [
        ([("banyan", "a.test")], [], "the name 'banyan' is taken"),
        ([("a", "a.test"), ("a", "b.test")], [], "the name 'a' is taken"),
        ([("a", "a.test"), ("b", "A.test")], [], r"a\.test is named by a and by b"),
        ([("a", "Shop.test")], ["shop.TEST"], r"shop\.test is named by gateway\.server_names and by a"),
    ],
)
def test_16_sites_that_contradict_each_other(hosts: list[tuple[str, str]], names: list[str], said: str) -> None:
    sections = [{"name": name, "server_names": [server], "root": "/x"} for name, server in hosts]
    with pytest.raises(SettingsError, match=rf"^gateway\.hosts: {said}"):
        model(hosts=sections, server_names=names)


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("redis://a.test", {"address": "at a.test", "port": 6379, "database": 0, "password": "", "username": ""}),
        ("redis://me:a%40b@a.test:7000/5", {"port": 7000, "database": 5, "password": "a@b", "username": "me"}),
        ("redis://:word@a.test/?db=4", {"database": 4, "password": "word", "username": "", "path": ""}),
        ("rediss://a.test", {"authorities": Path("/etc/ssl/certs/ca-certificates.crt"), "name": "a.test"}),
        ("rediss://a.test?ssl_ca_certs=/a.pem", {"authorities": Path("/a.pem")}),
        ("unix://:word@/run/redis.sock?db=2", {"path": "/run/redis.sock", "database": 2, "password": "word"}),
    ],
)
def test_70_where_the_second_level_is(url: str, known: dict[str, object]) -> None:
    level = second_level(url, "token", lambda host: f"at {host}")
    assert {name: getattr(level, name) for name in known} == known
    assert "word" not in repr(level)


@pytest.mark.parametrize(
    "url",
    ["a.test:6379", "http://a.test", "redis://", "redis:///0", "unix://", "redis://a.test/x", "redis://a.test/-1",
     "redis://a.test:port", "redis://a.test?ssl_ca_certs=/a", "redis://a.test?x=1", "redis://a.test?db", "redis://[::1"],
)  # fmt: skip
def test_70_what_is_no_redis_url(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^gateway\.cache_redis: not a Redis URL"):
        model(cache_redis=url)


def test_67_sites_do_not_share_their_keys() -> None:
    prefixes = {second_level("redis://a", token, str).prefix for token in ("one", "other")}
    assert len(prefixes) == 2


@pytest.mark.parametrize("data", ["/srv/a;b", "/srv/what?"])
def test_folders_that_lua_cannot_search(data: str) -> None:
    with pytest.raises(SettingsError, match=r"^data: "):
        model(data=data)


def test_there_has_to_be_an_app() -> None:
    with pytest.raises(SettingsError, match=r"^gateway\.upstreams: "):
        model(app=None)


@pytest.mark.parametrize(
    ("value", "text"), [("/a b", '"/a b"'), ('a"; return 200; #{}', r'"a\"; return 200; #{}"'), ("a\\", r'"a\\"')]
)
def test_values_are_quoted(value: str, text: str) -> None:
    assert quoted(value) == text


@pytest.mark.parametrize("value", ["a$b", "a\nb", "a\0", "\x7f"])
def test_values_without_an_escape_are_refused(value: str) -> None:
    with pytest.raises(SettingsError, match=r"^gateway: "):
        quoted(value)
    with pytest.raises(SettingsError):
        render(model(data=f"/srv/{value}"))


def test_patterns_keep_their_dollar() -> None:
    assert quoted_regex(r"^\d+$") == r'"^\\d+$"'


def test_times() -> None:
    assert [milliseconds(s) for s in (0.25, 60.0, 0.0001)] == ["250ms", "60000ms", "1ms"]


def test_12_every_refusal_has_words_in_every_shape() -> None:
    errors = json.loads(render(model())["resources.json"])["errors"]
    assert set(errors["shapes"]) == {"module:members", "module:api", "default", "page"}
    for shape in errors["shapes"].values():
        assert set(shape) == {str(status) for status in (*REFUSALS, 431)}
    assert errors["areas"]["/users/home"] == "page"
    assert errors["placeholder"] in errors["shapes"]["page"]["404"]["body"]
