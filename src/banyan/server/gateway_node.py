from __future__ import annotations

import grp
import socket
from dataclasses import replace

from banyan.base import SettingsError
from banyan.gateway import GatewayModel, GatewayProcess, build_model, find_modules, render
from banyan.server.folders import give_to_workers
from banyan.server.nodes import app_user
from banyan.server.secret import app_token
from banyan.server.site import Site
from banyan.server.users import ProcessUser, choose_user

_MASK = "*" * 8


def gateway_process(site: Site) -> GatewayProcess:
    return GatewayProcess(site.folder, site.settings.gateway.nginx)


def gateway_user(site: Site) -> ProcessUser:
    return choose_user("gateway.user", site.settings.gateway.user, [site.folder.root])


def write_gateway(site: Site) -> GatewayProcess:
    """Make the site's present settings the gateway's configuration. Raises SettingsError with all as it was."""
    if site.settings.gateway.tls.on:
        _check_certificate(site)
    process, user = gateway_process(site), gateway_user(site)
    process.write(render_gateway(site, user, app_token(site.loaded)))
    give_to_workers(site.folder, user, _nodes_group(site, user))
    return process


def _check_certificate(site: Site) -> None:
    # Here, for a site without TLS need not load what reads certificates.
    from banyan.server.acme import make_placeholder
    from banyan.server.certificates import read_certificate

    make_placeholder(site.loaded)
    read_certificate(site.loaded)


def render_gateway(site: Site, user: ProcessUser, token: str = _MASK) -> dict[str, str]:
    """The gateway's configuration for a site: relative path → text. Without `token` it is for people to read."""
    settings = site.settings.gateway
    model = build_model(
        settings,
        site.table,
        folder=site.folder,
        app_addresses=site.app_addresses,
        files_root=site.files_root,
        static_root=site.folder.gateway / "static",
        worker_user=user.name,
        worker_group=_group_name(_nodes_group(site, user)),
        token=token,
        modules=find_modules(settings.nginx),
        resolve=site.loaded.path,
        address_of=_address_of,
    )
    return render(model if token != _MASK else _masked(model))


def _masked(model: GatewayModel) -> GatewayModel:
    level = model.second_level
    return replace(model, second_level=replace(level, password=_MASK)) if level and level.password else model


def _address_of(host: str) -> str:
    """As nginx does with upstreams: once, when the configuration is written. Its Lua asks no system's resolver."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        raise SettingsError(f"gateway.cache_redis: there is no host {host}; correct the name") from None
    # A name of this machine often has both, and servers mostly listen on this one.
    address = str(min(found, key=lambda each: each[0] != socket.AF_INET)[4][0])
    return f"[{address}]" if ":" in address else address


def _nodes_group(site: Site, user: ProcessUser) -> int | None:
    """That of the nodes, where it is another than the workers' own: nodes' sockets are closed to everybody else."""
    if user.gid is None:
        return None
    of_nodes = app_user(site.loaded).gid or 0
    return None if of_nodes == user.gid else of_nodes


def _group_name(gid: int | None) -> str | None:
    return None if gid is None else grp.getgrgid(gid).gr_name
