"""What a route's author declared, and positions of a log that is followed: as a site's own locations will have them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cached_origin import CachedOrigin
from running_gateway import RunningGateway, free_port
from scripted_origin import Reply

_SERVER = """
upstream policies_app {{ server 127.0.0.1:{app}; }}
server {{
    listen 127.0.0.1:{port};
    location / {{
        include filled.conf;
        access_by_lua_block {{
            require("banyan.cache.serve").look_up({{
                ttl = 60, stale_if_error = 600, tags = {{ "declared" }}, vary = {{ "accept-language" }},
                negative = {{ [404] = 60 }},
            }})
        }}
        proxy_pass http://policies_app;
    }}
}}
"""


@pytest.fixture(scope="module")
def route() -> Iterator[CachedOrigin]:
    front = CachedOrigin()
    try:
        declared = free_port()
        include = front.root / "own.conf"
        include.write_text(_SERVER.format(app=front.origin.port, port=declared))
        front.settings["include"] = f'["{include}"]'
        front.start()
        front.port = declared
        yield front
    finally:
        front.close()


def is_reused(
    route: CachedOrigin,
    reply: Reply,
    *,
    first: tuple[tuple[str, str], ...] = (),
    second: tuple[tuple[str, str], ...] = (),
) -> bool:
    target = route.script(reply)
    return route.ask(target, headers=first).body == route.ask(target, headers=second).body


def test_an_answer_that_says_nothing_is_kept_as_declared(route: CachedOrigin) -> None:
    assert is_reused(route, Reply())


@pytest.mark.parametrize("words", ["no-store", "private", "max-age=0", "no-cache"])
def test_what_the_answer_says_goes_before_it(route: CachedOrigin, words: str) -> None:
    assert not is_reused(route, Reply(headers=(("Cache-Control", words),)))


@pytest.mark.parametrize(("status", "is_kept"), [(404, True), (410, False), (500, False), (301, False)])
def test_of_other_statuses_only_those_that_are_declared(route: CachedOrigin, status: int, is_kept: bool) -> None:
    assert is_reused(route, Reply(status)) is is_kept


def test_it_varies_by_what_is_declared(route: CachedOrigin) -> None:
    english, german = (("Accept-Language", "en"),), (("Accept-Language", "de"),)
    assert is_reused(route, Reply(), first=english, second=english)
    assert not is_reused(route, Reply(), first=english, second=german)


def test_a_cookie_that_is_set_is_for_one_client(route: CachedOrigin) -> None:
    assert not is_reused(route, Reply(headers=(("Set-Cookie", "a=b"),)))


def test_clients_have_no_say_in_how_long_it_is_good(route: CachedOrigin) -> None:
    assert is_reused(route, Reply(), second=(("Cache-Control", "no-cache"),))


def test_declared_tags_are_invalidated_and_the_old_answer_stays_for_errors(route: CachedOrigin) -> None:
    target = route.script(Reply(), Reply(), Reply(503))
    bodies = []
    for _ in range(3):
        bodies.append(route.ask(target).body)
        route.ask(route.script(Reply(headers=(("Cache-Invalidate", "declared"),))), method="POST", body=b"")
    assert bodies[0] != bodies[1] == bodies[2]


_SITE = """
server {{
    listen 127.0.0.1:{port};
    location / {{
        include filled.conf;
        access_by_lua_block {{
            require("banyan.cache.serve").look_up({{ ttl = 60, tags = {{ "item:1" }} }})
        }}
        proxy_pass http://banyan_app;
    }}
    location = /apply {{
        content_by_lua_block {{
            local arguments = ngx.req.get_uri_args()
            local to, log = tonumber(arguments.to), {{}}
            if arguments.tag then
                log[1] = {{ position = to, tags = {{ arguments.tag }} }}
            end
            require("banyan.cache.positions").apply(to, arguments.gap == "yes", log)
            ngx.say(require("banyan.cache.positions").applied())
        }}
    }}
}}
"""


def test_with_a_log_that_is_followed_nothing_is_kept_before_it_is_known(
    gateway: RunningGateway, tmp_path: Path
) -> None:
    """The app's answers carry `Cache-Invalidate: item:7; position=1042`."""
    app, port = gateway.start_app(), free_port()
    include = tmp_path / "own.conf"
    include.write_text(_SITE.format(port=port))
    gateway.start(include=[str(include)])

    def asked(target: str = "/a") -> int:
        before = len(app.requests)
        gateway.ask(target, port=port)
        return len(app.requests) - before

    assert [asked(), asked()] == [1, 1]
    assert gateway.ask("/new", port=port).seen["banyan-position"] == "1042"
    gateway.ask("/apply?to=1050&gap=yes", port=port)
    assert [asked(), asked()] == [1, 0]
    # Of another tag; then of its own; then a gap, before which nothing counts.
    gateway.ask("/apply?to=1051&tag=item:2", port=port)
    assert asked() == 0
    gateway.ask("/apply?to=1052&tag=item:1", port=port)
    assert [asked(), asked()] == [1, 0]
    gateway.ask("/apply?to=1060&gap=yes", port=port)
    assert [asked(), asked()] == [1, 0]
    assert gateway.ask("/newer", port=port).seen["banyan-position"] == "1060"
