"""What is made before a site serves: the schema, static copies, the gateway's configuration.

`banyan up` runs it as `python -m banyan.server.prepare [--gateway]` beside the app node, which loads meanwhile and
waits: two heavy starts take the time of one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from banyan.base import BanyanError
from banyan.notify import open_sender
from banyan.server.assets import publish_assets
from banyan.server.folders import give_to, make_folders
from banyan.server.gateway_node import write_gateway
from banyan.server.nodes import app_user, gate
from banyan.server.secret import make_secret
from banyan.server.site import Site, load_site
from banyan.storage import check_storage_url, sweep_spool

# Longer than any upload takes.
_FORGOTTEN_SECONDS = 24 * 3600.0


def prepare(site: Site, nodes: Iterable[int] = (1,)) -> None:
    """Make the data folder ready for the site. Raises SettingsError; safe to repeat."""
    check_storage_url(site.storage_url, **site.storage_keys)
    open_sender(site.loaded)
    make_folders(site.folder, nodes)
    make_secret(site.folder)
    site.migrations().upgrade()
    publish_assets(site.modules, site.folder.gateway / "static")
    sweep_spool(site.spool, _FORGOTTEN_SECONDS)
    give_to(site.folder, app_user(site.loaded), site.log_files)


def main() -> None:
    try:
        site = load_site()
        prepare(site)
        if "--gateway" in sys.argv:
            write_gateway(site).start()
    except BanyanError as error:
        sys.exit(f"banyan: {error}")
    gate(site.folder).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
