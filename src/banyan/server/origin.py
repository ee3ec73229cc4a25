"""A gateway in front of an HTTP back end that knows nothing of Banyan: no modules, no nodes, its headers alone."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import ValidationError

from banyan.base import SettingsError
from banyan.config import LoadedSettings, UpstreamSection
from banyan.gateway import GatewayProcess, build_model, find_modules, render
from banyan.policy import SiteTable
from banyan.server.folders import give_to_workers, make_folders
from banyan.server.users import choose_user


def write_origin_gateway(loaded: LoadedSettings, url: str) -> GatewayProcess:
    """Have the data folder's gateway front `url`, http://host:port. Raises SettingsError with all as it was."""
    settings = loaded.values.gateway
    make_folders(loaded.folder, ())
    user = choose_user("gateway.user", settings.user, [loaded.folder.root])
    model = build_model(
        settings,
        SiteTable({}, ()),
        folder=loaded.folder,
        app_addresses=[],
        origin=parse_origin(url),
        files_root=None,
        static_root=loaded.folder.gateway / "static",
        worker_user=user.name,
        token="",
        modules=find_modules(settings.nginx),
        resolve=loaded.path,
    )
    process = GatewayProcess(loaded.folder, settings.nginx)
    process.write(render(model))
    give_to_workers(loaded.folder, user)
    return process


def parse_origin(url: str) -> UpstreamSection:
    """Raises SettingsError for what is not http://host[:port]."""
    wrong = SettingsError(f"--upstream: {url!r} is not the address of a back end; write http://host:port")
    try:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname or parts.path.strip("/") or parts.query or parts.username:
            raise wrong
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        # Never left out: there is no other, and what fails is answered from the cache where that is allowed.
        return UpstreamSection(address=f"{host}:{parts.port or 80}", max_fails=0)
    except (ValidationError, ValueError):
        raise wrong from None
