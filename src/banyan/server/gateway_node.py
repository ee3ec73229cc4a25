from __future__ import annotations

from banyan.gateway import GatewayProcess, build_model, find_modules, render
from banyan.server.site import Site
from banyan.server.users import ProcessUser, choose_user


def gateway_process(site: Site) -> GatewayProcess:
    return GatewayProcess(site.folder, site.settings.gateway.nginx)


def gateway_user(site: Site) -> ProcessUser:
    return choose_user("gateway.user", site.settings.gateway.user, [site.folder.root])


def render_gateway(site: Site, user: ProcessUser) -> dict[str, str]:
    """The gateway's configuration for a site: relative path → text."""
    settings = site.settings.gateway
    model = build_model(
        settings,
        site.table,
        folder=site.folder,
        app_addresses=site.app_addresses,
        files_root=site.files_root,
        static_root=site.folder.gateway / "static",
        worker_user=user.name,
        modules=find_modules(settings.nginx),
        resolve=site.loaded.path,
    )
    return render(model)
