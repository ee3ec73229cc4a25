"""Positions of a log that is followed: what may be kept, and what is still as good as known."""

from __future__ import annotations

from pathlib import Path

from running_gateway import RunningGateway

from tests.ports import free_port

_SITE = """
server {{
    listen 127.0.0.1:{port};
    location / {{
        include filled.conf;
        access_by_lua_block {{
            require("banyan.cache.serve").look_up()
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

    def asked(target: str = "/a?tag=item:1") -> int:
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
