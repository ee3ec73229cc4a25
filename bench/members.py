"""Members on real databases: what registration, login and `/users/me` cost, and the original's design beside it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx

from bench.json_endpoint import install_module
from bench.load import Load, interleaved, load
from bench.report import Table
from bench.servers import server, site
from tests.ports import free_port
from tests.servers.databases import mariadb_server, postgresql_server
from tests.servers.process import server_folder

_SETTINGS = {
    "BANYAN_MEMBERS__VERIFY_CODE": "false",
    "BANYAN_ACCOUNTS__FAILED_LOGINS_PER_ADDRESS": "1000000000",
    "BANYAN_ACCOUNTS__FAILED_LOGINS": "1000000000",
    "BANYAN_MODULES": '["members", "benchmark"]',
}
_MEMBERS = 32


def measure_databases(seconds: float, rounds: int) -> Table:
    """One app worker alone on one core; the database has the rest."""
    install_module()
    rows = []
    with ExitStack() as stack:
        urls = {"SQLite": ""}
        urls["MariaDB"] = stack.enter_context(mariadb_server()).new_database()
        urls["PostgreSQL"] = stack.enter_context(postgresql_server()).new_database()
        sites = {name: stack.enter_context(_members(url)) for name, url in urls.items()}
        tokens = {name: _prepare(base) for name, base in sites.items()}
        for asked, path, what in (
            ("register", "/users/regist", "registration"),
            ("register", "/unhashed/register", "the same, hashing excluded"),
            ("login", "/users/login", "login"),
            ("plain", "/unhashed/login", "the same, hashing excluded"),
            ("me", "/users/me", "`/users/me`"),
        ):
            runs: dict[str, list[float]] = {name: [] for name in sites}
            for _ in range(rounds):
                for name, base in sites.items():
                    number = "100000000" if asked == "register" else str(_MEMBERS)
                    arguments = (asked, path, number, tokens[name])
                    what_to_do = Load(base, "members.lua", arguments, fresh=asked == "register")
                    runs[name].append(load(what_to_do, seconds).requests_per_second)
            rows.append((what, *(f"{sorted(runs[name])[rounds // 2]:,.0f}" for name in sites)))
    head = ("requests/s, 32 connections", "SQLite", "MariaDB", "PostgreSQL")
    return Table("Members on each database, one app worker", head, tuple(rows))


def measure_original(seconds: float, rounds: int) -> Table:
    install_module()
    rows = []
    with ExitStack() as stack:
        database = stack.enter_context(mariadb_server())
        url = database.new_database()
        ours = stack.enter_context(_members(url, core=None))
        _prepare(ours)
        theirs, synced = (stack.enter_context(_original(url, how)) for how in ("as it was", "synced"))
        for connections in (1, 32):
            for asked, path, what in (("page", "/users/login", "login page"), ("upload", "/upload/file", "upload")):
                number = str(_MEMBERS) if asked == "page" else "0"
                loads = {
                    base: Load(base, "members.lua", (asked, path, number, "-"), fresh=asked == "upload")
                    for base in (ours, theirs, synced)
                }
                rates = interleaved(loads, seconds, rounds, connections=connections)
                row = [what, str(connections), f"{rates[ours]:,.1f}"]
                for peer in (theirs, synced):
                    row += [f"{rates[peer]:,.1f}", f"{rates[ours] / rates[peer]:.2f}"]
                rows.append(tuple(row))
    head = ("requests/s", "connections", "Banyan", "Tornado", "ratio", "Tornado, files synced", "ratio")
    return Table("Members beside the original's design, the same MariaDB, two cores", head, tuple(rows))


@contextmanager
def _original(url: str, how: str) -> Iterator[str]:
    port = str(free_port())
    with server_folder() as folder:
        command = [sys.executable, "-m", "bench.peers.tornado_members", port, url, str(folder), how]
        with server(command, f"http://127.0.0.1:{port}/ping", core=None) as ready:
            yield ready.removesuffix("/ping")


@contextmanager
def _members(url: str, *, core: int | None = 0) -> Iterator[str]:
    settings = {**_SETTINGS, "BANYAN_APP__WORKERS": "1"} if core is not None else dict(_SETTINGS)
    if url:
        settings["BANYAN_DATABASE__URL"] = url
    with site(*(["--no-gateway"] if core is not None else []), settings=settings, core=core) as (base, _):
        yield base


def _prepare(base: str) -> str:
    """Members to log in, of both kinds; a token."""
    with httpx.Client(base_url=base, timeout=30) as client:
        for number in range(_MEMBERS):
            body = {"phone": f"138{number:08d}", "password": "demo123456", "code": "123456"}
            client.post("/users/regist", json=body).raise_for_status()
            body["phone"] = f"137{number:08d}"
            client.post("/unhashed/register", json=body).raise_for_status()
        answer = client.post("/users/login", json={"phone": "13800000000", "password": "demo123456"})
        token: str = answer.json()["data"]["msg"]["token"]
        return token
