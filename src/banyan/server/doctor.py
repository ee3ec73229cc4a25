from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path

from banyan.base import BanyanError, SettingsError
from banyan.data import Database, database_url
from banyan.gateway import find_modules
from banyan.redis import Redis
from banyan.server.certificates import read_certificate
from banyan.server.folders import make_folders
from banyan.server.gateway_node import gateway_process, gateway_user, render_gateway
from banyan.server.site import Site
from banyan.server.users import choose_user, program_folders

_LUA_LIBRARIES = {
    "resty/core.lua": "lua-resty-core",
    "resty/lrucache.lua": "lua-resty-lrucache",
}


@dataclass(frozen=True)
class Finding:
    about: str
    well: bool
    mend: str = ""


def examine(site: Site) -> list[Finding]:
    """What a site needs of this machine, in the order in which it is needed."""
    findings = [_nginx(site.settings.gateway.nginx), *_lua(), *_acme_client(site), *_users(site), *_servers(site)]
    if all(finding.well for finding in findings):
        findings.append(_configuration(site))
    return findings


def _nginx(nginx: str) -> Finding:
    about = f"nginx with Lua ({nginx})"
    try:
        find_modules(nginx)
    except SettingsError as error:
        return Finding(about, False, f"{error}: {_install('nginx-light libnginx-mod-http-lua')}")
    return Finding(about, True)


def _lua() -> list[Finding]:
    folders = (Path("/usr/share/lua/5.1"), Path("/usr/local/openresty/lualib"))
    return [
        Finding(f"Lua library {path}", any((folder / path).is_file() for folder in folders), _install(package))
        for path, package in _LUA_LIBRARIES.items()
    ]


def _users(site: Site) -> list[Finding]:
    findings = []
    for key, wanted, paths in (
        ("app.user", site.settings.app.user, [*program_folders(), site.folder.root]),
        ("gateway.user", site.settings.gateway.user, [site.folder.root]),
    ):
        try:
            user = choose_user(key, wanted, paths)
            findings.append(Finding(f"{key}: {user.name or 'whoever starts it'}", not user.warning, user.warning))
        except BanyanError as error:
            findings.append(Finding(key, False, str(error)))
    return findings


def _acme_client(site: Site) -> list[Finding]:
    if not site.settings.gateway.tls.names:
        return []
    return [Finding("lego, which gets certificates", shutil.which("lego") is not None, _install("lego"))]


def _servers(site: Site) -> list[Finding]:
    """The database, unless it is a file that the first start makes; Redis, where there is one."""
    url = database_url(site.settings.database.url, site.folder.root)
    checks: list[tuple[str, Callable[[], Coroutine[None, None, None]]]] = []
    if url.host:
        checks.append((f"the database on {url.host}", lambda: _check(Database(url))))
    if site.settings.redis.url:
        redis = site.settings.redis
        checks.append(("Redis", lambda: _check(Redis(redis.url, timeout=redis.timeout))))
    if shared := site.settings.gateway.cache_redis:
        timeout = site.settings.redis.timeout
        checks.append(("Redis for the gateways", lambda: _check(Redis(shared, timeout=timeout))))
    return [_asked(about, check) for about, check in checks]


def _asked(about: str, check: Callable[[], Coroutine[None, None, None]]) -> Finding:
    try:
        asyncio.run(check())
    except BanyanError as error:
        return Finding(about, False, str(error))
    return Finding(about, True)


async def _check(server: Database | Redis) -> None:
    try:
        await server.check()
    finally:
        await server.close()


def _configuration(site: Site) -> Finding:
    try:
        make_folders(site.folder)
        read_certificate(site.loaded)
        gateway_process(site).test(render_gateway(site, gateway_user(site)))
    except BanyanError as error:
        return Finding("the gateway's configuration", False, str(error))
    return Finding("the gateway's configuration", True)


def _install(package: str) -> str:
    return f"apt-get install {package}"
