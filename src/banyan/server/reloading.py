from __future__ import annotations

import signal

from banyan.base import SettingsError
from banyan.server.gateway_node import gateway_process, gateway_user, render_gateway, write_gateway
from banyan.server.prepare import prepare
from banyan.server.processes import children_of, send, wait_gone
from banyan.server.running import node_pids, wait_until_started
from banyan.server.secret import app_token
from banyan.server.site import Site

_SECONDS = 120.0


def reload_site(site: Site) -> None:
    """New code, settings and configuration without a failed request. Raises SettingsError and changes nothing."""
    wait_until_started(site.folder)
    nodes = node_pids(site.folder)
    if not nodes:
        raise SettingsError(f"nothing runs on {site.folder.root}; start it with: banyan up --data {site.folder.root}")
    prepare(site)
    if gateway_process(site).running():
        reload_gateway(site)
    for node in nodes:
        _replace_workers(node)


def reload_gateway(site: Site) -> None:
    """nginx reads its configuration anew only where it has changed: that cuts idle connections of clients."""
    if gateway_process(site).is_written(render_gateway(site, gateway_user(site), app_token(site.loaded))):
        if site.settings.gateway.tls.on:
            from banyan.server.certificates import show_certificate

            show_certificate(site.loaded)
    else:
        write_gateway(site).reload()


def _replace_workers(node: int) -> None:
    old = children_of(node)
    send(node, signal.SIGHUP)
    if not wait_gone(old, _SECONDS):
        raise SettingsError("an app node has not replaced its workers; see log/banyan/banyan.log")
