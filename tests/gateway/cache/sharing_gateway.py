from __future__ import annotations

import itertools
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from running_gateway import Answer, RunningGateway
from scripted_origin import Reply, ScriptedOrigin

from tests.load import wait_until
from tests.ports import free_port
from tests.servers.redis import RedisTestServer

HOUR = ("Cache-Control", "max-age=3600, public")
_numbers = itertools.count(1)

_SERVER = """
server {{
    listen 127.0.0.1:{port};
    location / {{
        include cached.conf;
        proxy_pass http://banyan_app;
    }}
    location = /.banyan/refresh {{
        internal;
        include filled.conf;
        proxy_pass http://banyan_app$request_uri;
    }}
    location = /.test/apply {{
        content_by_lua_block {{
            local arguments = ngx.req.get_uri_args()
            local to, log = tonumber(arguments.to), {{}}
            if arguments.tag then
                log[1] = {{ position = to, tags = {{ arguments.tag }} }}
            end
            require("banyan.cache.positions").apply(to, arguments.gap == "yes", log)
        }}
    }}
    location = /.test/forget_memory {{
        content_by_lua_block {{
            ngx.shared.banyan_cache:flush_all()
        }}
    }}
}}
"""


class SharingGateway:
    """A site's gateway in front of a scripted origin; what it is to know of the log it is told by hand."""

    def __init__(self, origin: ScriptedOrigin, redis: str, **settings: Any) -> None:
        self.running = RunningGateway()
        self.origin = origin
        self.port = free_port()
        # Any host: the key has it, and so it must be the same for all.
        self._include = self.running.root / "own.conf"
        self._settings = {"cache_redis": redis, "workers": 1, **settings}

    def start(self) -> SharingGateway:
        self._include.write_text(_SERVER.format(port=self.port))
        upstreams = [{"address": f"127.0.0.1:{self.origin.port}"}]
        self.running.start(include=[str(self._include)], upstreams=upstreams, **self._settings)
        return self

    def knows(self, position: int) -> SharingGateway:
        """The log so far, and that there is nothing more."""
        self.apply(f"to={position}&gap=yes")
        self.apply(f"to={position}")
        return self

    def apply(self, news: str) -> None:
        assert self.ask(f"/.test/apply?{news}").status == 200

    def forget_memory(self) -> None:
        self.ask("/.test/forget_memory")

    def ask(self, target: str, *headers: tuple[str, str], method: str = "GET") -> Answer:
        body = b"" if method == "POST" else None
        pairs = [("Host", "site.test:80"), *headers]
        return self.running.ask(target, method=method, headers=pairs, body=body, port=self.port)

    @property
    def error_log(self) -> Path:
        return self.running.folder.log / "gateway" / "error.log"

    def restart(self) -> None:
        self.running.process.stop(0.5)
        self.start()

    def close(self) -> None:
        """Fails if the gateway met a fault of its own."""
        try:
            lines = self.error_log.read_text().splitlines() if self.error_log.exists() else []
            # There is no stream to follow.
            faults = [line for line in lines if "banyan: " in line and "cannot follow" not in line]
            assert not faults, faults
        finally:
            self.running.close()


class Scene:
    """Two gateways, one origin, one Redis."""

    def __init__(self, server: RedisTestServer) -> None:
        self.redis = server
        self.origin = ScriptedOrigin()
        self.origin.start()
        self.gateways: list[SharingGateway] = []

    def gateway(self, url: str = "", **settings: Any) -> SharingGateway:
        gateway = SharingGateway(self.origin, url or self.redis.url, **settings)
        self.gateways.append(gateway)
        return gateway.start()

    def start(self) -> Scene:
        self.one, self.other = self.gateway().knows(1000), self.gateway().knows(1000)
        return self

    def script(self, *replies: Reply) -> str:
        target = f"/page/{next(_numbers)}"
        self.origin.replies[target] = list(replies)
        return target

    def kept(self, database: int = 0) -> set[bytes]:
        """The keys in Redis."""
        with self.redis.client() as client:
            client.select(database)
            return set(client.keys("banyan:http:*"))

    def holds(self, body: bytes) -> bool:
        """Whether Redis has an answer with this body."""
        with self.redis.client() as client:
            return any((client.get(key) or b"").endswith(body) for key in self.kept())

    def fetch(self, target: str, *headers: tuple[str, str], entries: int = 1, database: int = 0) -> Answer:
        """By one gateway, and until Redis has it, in so many new keys."""
        before = self.kept(database)
        answer = self.one.ask(target, *headers)
        wait_until(lambda: len(self.kept(database) - before) >= entries)
        return answer

    def is_asked(self, gateway: SharingGateway, target: str, *headers: tuple[str, str]) -> bool:
        """Whether the origin was, by this gateway now."""
        before = len(self.origin.seen[target])
        assert gateway.ask(target, *headers).status == 200
        return len(self.origin.seen[target]) > before

    def close(self) -> None:
        with ExitStack() as closing:
            closing.callback(self.origin.close)
            for gateway in self.gateways:
                closing.callback(gateway.close)
