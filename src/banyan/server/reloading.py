from __future__ import annotations

import signal

from banyan.base import SettingsError
from banyan.server.gateway_node import gateway_process, gateway_user, render_gateway
from banyan.server.prepare import prepare
from banyan.server.processes import children_of, read_pid, send, wait_gone
from banyan.server.site import Site

_SECONDS = 120.0


def reload_site(site: Site) -> None:
    """New code, settings and configuration without a failed request. Raises SettingsError and changes nothing."""
    node = read_pid(site.folder.node_pid_file(), "banyan")
    if node is None:
        raise SettingsError(f"nothing runs on {site.folder.root}; start it with: banyan up --data {site.folder.root}")
    prepare(site)
    gateway = gateway_process(site)
    if gateway.running():
        gateway.write(render_gateway(site, gateway_user(site)))
        gateway.reload()
    old = children_of(node)
    send(node, signal.SIGHUP)
    if not wait_gone(old, _SECONDS):
        raise SettingsError("the app node has not replaced its workers; see log/banyan/banyan.log")
