"""A gateway as `banyan gateway start` starts it, in front of nodes that a test plays, with a door to what its Lua
knows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from banyan.config import DataFolder
from banyan.gateway import GatewayProcess, read_metrics
from tests.ports import free_port
from tests.sites import data_folder, run_banyan

# A site's own configuration may have such a thing: gateway.include.
_DOOR = """server {
    listen 127.0.0.1:%d;
    location = /switches {
        content_by_lua_block {
            local switches, name = require("banyan.switches"), ngx.req.get_uri_args().name
            ngx.print(require("cjson").encode({
                degraded = switches.is_degraded(name), bypasses = switches.bypasses(name),
                origin_is_off = switches.origin_is_off(name),
            }))
        }
    }
    location = /note {
        content_by_lua_block {
            local given = ngx.req.get_uri_args()
            require("banyan.cache.positions").note({ given.tag }, tonumber(given.position))
        }
    }
    location = /flood {
        content_by_lua_block {
            local first, tags = tonumber(ngx.req.get_uri_args().position), {}
            for number = 1, 60000 do
                tags[number] = "flood:" .. number
            end
            require("banyan.cache.positions").note(tags, first)
        }
    }
    location = /hold {
        content_by_lua_block {
            ngx.shared.banyan_positions:set("lock", true, 0.05)
        }
    }
    location = /allows {
        content_by_lua_block {
            local given = ngx.req.get_uri_args()
            local entry = { number = tonumber(given.number), tags = { given.tag } }
            ngx.print(tostring(require("banyan.cache.positions").allows(entry)))
        }
    }
    location = /count {
        content_by_lua_block {
            local given = ngx.req.get_uri_args()
            require("banyan.cache.counts").add(given.route, given.outcome)
        }
    }
}
"""


@dataclass
class Door:
    """To the Lua of a gateway. Each question goes by a connection of its own, for any worker to answer."""

    port: int = field(default_factory=free_port)

    def settings(self, folder: Path) -> dict[str, str]:
        file = folder / "door.conf"
        file.write_text(_DOOR % self.port)
        return {"BANYAN_GATEWAY__INCLUDE": json.dumps([str(file)]), "BANYAN_GATEWAY__WORKERS": "2"}

    def ask(self, path: str, **parameters: str | int) -> str:
        answer = httpx.get(f"http://127.0.0.1:{self.port}{path}", params=parameters, timeout=10)
        assert answer.status_code == 200
        return answer.text

    def switch(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.ask("/switches", name=name))
        return found


class ToldGateway:
    def __init__(self, data: Path, addresses: Sequence[str]) -> None:
        self.data, self.folder, self.door = data, DataFolder(data), Door()
        self._port = free_port()
        self._environ = {
            **self.door.settings(data),
            "BANYAN_GATEWAY__LISTEN": "127.0.0.1",
            "BANYAN_GATEWAY__UPSTREAMS": json.dumps([{"address": each, "max_fails": 0} for each in addresses]),
        }

    def start(self) -> None:
        self._banyan("start", "--port", str(self._port))

    def reload(self) -> None:
        self._banyan("reload")

    def stop(self) -> None:
        self._banyan("stop")

    def _banyan(self, command: str, *options: str) -> None:
        run_banyan("gateway", command, *options, "--data", str(self.data), environ=self._environ)

    def workers(self) -> list[int]:
        pids = GatewayProcess(self.folder, "nginx").pids()
        assert pids
        return pids[1]

    def positions(self) -> tuple[int, int]:
        return positions(self.folder)

    def faults(self) -> list[str]:
        """What Lua has reported."""
        return re.findall(r"banyan: (.*)", (self.folder.log / "gateway" / "error.log").read_text())


def positions(folder: DataFolder) -> tuple[int, int]:
    """Up to which a gateway knows all, and the highest that it has heard of."""
    page = read_metrics(folder.control_socket)
    applied, newest = (
        re.search(rf"^banyan_gateway_position_{name} (\S+)$", page, re.MULTILINE) for name in ("applied", "newest")
    )
    assert applied
    assert newest
    return int(applied[1]), int(newest[1])


@contextmanager
def told_gateway(*addresses: str) -> Iterator[ToldGateway]:
    """Not started yet."""
    with data_folder() as data:
        gateway = ToldGateway(data, addresses)
        try:
            yield gateway
        finally:
            gateway.stop()
