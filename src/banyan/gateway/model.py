"""What nginx needs to know, from the settings and the site's table: plain data, made without looking at the machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from banyan.base import SettingsError
from banyan.config import DataFolder, GatewaySection, HostSection, UpstreamSection, certificate_files
from banyan.gateway.second_level import SecondLevel, second_level
from banyan.policy import PublicFiles, SiteTable

OWN_SITE = "banyan"
APP = "banyan_app"


@dataclass(frozen=True)
class Server:
    """One server of an upstream. `fail_timeout` in seconds; `max_fails` 0: it is never left out."""

    address: str
    weight: int
    max_fails: int
    fail_timeout: int


@dataclass(frozen=True)
class Upstream:
    name: str
    servers: tuple[Server, ...]


@dataclass(frozen=True)
class StoredFiles:
    """Stored objects below `path`, served from `folder`; None: only the app can get at them."""

    path: str
    folder: Path | None
    computed_by: tuple[str, ...]


@dataclass(frozen=True)
class Host:
    """A further site: either a `root` of static files or an `upstream`."""

    name: str
    server_names: tuple[str, ...]
    root: Path | None
    upstream: Upstream | None


@dataclass(frozen=True)
class Tls:
    """`hsts` in seconds; `challenges`: the folder in which an ACME client puts its answers."""

    certificate: Path
    key: Path
    listen: str
    port: int
    hsts: int
    challenges: Path | None


@dataclass(frozen=True)
class GatewayModel:
    """Sizes in bytes, times in seconds, paths absolute. `modules`: the dynamic modules to load, in that order.

    `fronts_origin`: `app` is no node of ours but an HTTP back end of any kind, which only its headers tell about.
    """

    modules: tuple[Path, ...]
    worker_user: str | None
    worker_group: str | None
    workers: int
    connections: int
    gateway_folder: Path
    log_folder: Path
    pid_file: Path
    listen: str
    proxy_protocol: bool
    tls: Tls | None
    control_socket: Path
    stream_socket: Path
    plain_socket: Path
    internal: str
    server_names: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    max_body: int
    connect_timeout: float
    read_timeout: float
    cache_memory: int
    cache_object: int
    cache_wait: float
    second_level: SecondLevel | None
    fronts_origin: bool
    lua_path: str
    include: tuple[Path, ...]
    app: Upstream
    token: str
    static_root: Path
    stored_files: tuple[StoredFiles, ...]
    hosts: tuple[Host, ...]
    table: SiteTable

    @property
    def nodes(self) -> tuple[str, ...]:
        """The app nodes' addresses, each once."""
        return () if self.fronts_origin else tuple(dict.fromkeys(server.address for server in self.app.servers))

    @property
    def brotli(self) -> bool:
        return any("brotli_filter" in module.name for module in self.modules)


def build_model(
    settings: GatewaySection,
    table: SiteTable,
    *,
    folder: DataFolder,
    app_addresses: Sequence[UpstreamSection],
    files_root: Path | None,
    static_root: Path,
    worker_user: str | None,
    token: str,
    modules: tuple[Path, ...],
    origin: UpstreamSection | None = None,
    worker_group: str | None = None,
    resolve: Callable[[str], Path] = Path,
    address_of: Callable[[str], str] = str,
) -> GatewayModel:
    """`app_addresses` serve where the settings name no upstreams; `files_root`: the folder of stored objects, if it is
    one; `token` is shown to app nodes; `origin` is fronted in their place; `resolve` makes a setting's path absolute;
    `address_of` gives a host's address. Raises SettingsError for settings that contradict each other.
    """
    _check_folder(folder)
    _check_hosts(settings)
    return GatewayModel(
        modules=modules,
        worker_user=worker_user,
        worker_group=worker_group,
        workers=settings.workers,
        connections=settings.connections,
        gateway_folder=folder.gateway,
        log_folder=folder.log / "gateway",
        pid_file=folder.run / "gateway.pid",
        listen=_listen(settings, settings.port),
        tls=_tls(settings, folder, resolve) if settings.tls.on else None,
        control_socket=folder.control_socket,
        stream_socket=folder.stream_socket,
        plain_socket=folder.plain_socket,
        internal=settings.internal,
        proxy_protocol=settings.proxy_protocol,
        server_names=tuple(name.lower() for name in settings.server_names),
        trusted_proxies=tuple(str(network) for network in settings.trusted_proxies),
        max_body=settings.max_body,
        connect_timeout=settings.connect_timeout,
        read_timeout=settings.read_timeout,
        cache_memory=settings.cache_memory,
        cache_object=settings.cache_object,
        cache_wait=settings.cache_wait,
        # Without a log that all of them follow gateways cannot judge what another has kept.
        second_level=second_level(settings.cache_redis, token, address_of)
        if settings.cache_redis and not origin
        else None,
        fronts_origin=origin is not None,
        lua_path=settings.lua_path,
        include=tuple(resolve(path) for path in settings.include),
        app=_upstream(APP, [origin] if origin else settings.upstreams or app_addresses, resolve),
        token=token,
        static_root=static_root,
        stored_files=tuple(_stored_files(files, files_root) for files in table.public_files),
        hosts=tuple(_host(host, resolve) for host in settings.hosts),
        table=table,
    )


def _check_folder(folder: DataFolder) -> None:
    if set(str(folder.gateway)) & set(";?"):
        raise SettingsError(f"data: {folder.root} has a ; or a ? in it, which Lua cannot search; choose another folder")


def _check_hosts(settings: GatewaySection) -> None:
    names = {OWN_SITE, "control", "internal", "plain", "redirect", "stream"}
    owners = dict.fromkeys((name.lower() for name in settings.server_names), "gateway.server_names")
    for host in settings.hosts:
        if host.name in names:
            raise SettingsError(f"gateway.hosts: the name {host.name!r} is taken; give each its own")
        names.add(host.name)
        for name in (name.lower() for name in host.server_names):
            if name in owners:
                raise SettingsError(
                    f"gateway.hosts: {name} is named by {owners[name]} and by {host.name}; leave it to one"
                )
            owners[name] = host.name


def _listen(settings: GatewaySection, port: int) -> str:
    address = settings.listen.strip("[]")
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _tls(settings: GatewaySection, folder: DataFolder, resolve: Callable[[str], Path]) -> Tls:
    certificate, key = certificate_files(settings.tls, folder, resolve)
    return Tls(
        certificate=certificate,
        key=key,
        listen=_listen(settings, settings.tls.port),
        port=settings.tls.port,
        hsts=settings.tls.hsts,
        challenges=folder.gateway / "challenges" if settings.tls.names else None,
    )


def _upstream(name: str, addresses: Sequence[UpstreamSection], resolve: Callable[[str], Path]) -> Upstream:
    if not addresses:
        raise SettingsError("gateway.upstreams: there is no app node to pass requests to; name one")
    servers = tuple(
        Server(_address(each.address, resolve), each.weight, each.max_fails, each.fail_timeout) for each in addresses
    )
    return Upstream(name, servers if len(servers) > 1 else _twice(servers[0]))


def _twice(only: Server) -> tuple[Server, ...]:
    """nginx tries no second time with an upstream of one server, but behind one socket there are several workers:
    when one is killed in mid-request, the next takes an idempotent request. (With one server nginx passes over
    max_fails by itself; listed twice it has to be said.)
    """
    server = Server(only.address, 1, 0, only.fail_timeout)
    return (server, server)


def _address(address: str, resolve: Callable[[str], Path]) -> str:
    return f"unix:{resolve(address.removeprefix('unix:'))}" if address.startswith("unix:") else address


def _stored_files(files: PublicFiles, root: Path | None) -> StoredFiles:
    return StoredFiles(files.path, root / files.key_prefix if root else None, files.computed_by)


def _host(host: HostSection, resolve: Callable[[str], Path]) -> Host:
    return Host(
        name=host.name,
        server_names=tuple(name.lower() for name in host.server_names),
        root=resolve(host.root) if host.root else None,
        upstream=_upstream(f"host_{host.name}", host.upstreams, resolve) if host.upstreams else None,
    )
