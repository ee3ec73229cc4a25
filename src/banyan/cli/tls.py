from __future__ import annotations

import rich_click as click

from banyan.base import SettingsError
from banyan.cli.options import config_option, data_option
from banyan.config import load_settings
from banyan.gateway.control import GatewayOrderError
from banyan.server.acme import renew as renew_by_acme
from banyan.server.certificates import read_certificate, show_certificate
from banyan.server.local_ca import LocalAuthority


@click.group()
def tls() -> None:
    """Certificates for HTTPS.

    Example: banyan tls local
    """


@tls.command()
@data_option
@config_option
@click.argument("names", nargs=-1)
def local(names: tuple[str, ...]) -> None:
    """Make a certificate for trials, by an authority of your own; without NAMES for this machine only.

    Example: banyan tls local localhost 192.168.1.5
    """
    folder = load_settings(None).folder.tls / "local"
    authority = LocalAuthority(folder)
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    authority.issue(names or ("localhost", "127.0.0.1", "::1"), certificate, key)
    click.echo("banyan: made; put this into banyan.toml:\n")
    click.echo(f'[gateway.tls]\ncertificate = "{certificate}"\nkey = "{key}"\n')
    click.echo(f"and have browsers trust this authority, on your own devices only: {authority.certificate_file}")


@tls.command()
@data_option
@config_option
def renew() -> None:
    """Get or renew the certificate for `gateway.tls.names`, and have a running gateway show it.

    With files of your own it shows what they hold now: for your renewal's hook. No connection is broken.

    Example: banyan tls renew
    """
    loaded = load_settings(None)
    if not loaded.values.gateway.tls.on:
        raise SettingsError("gateway.tls: there is no TLS; set certificate and key, or names to get one for")
    if loaded.values.gateway.tls.names:
        click.echo("banyan: renewed" if renew_by_acme(loaded) else "banyan: not due yet")
    try:
        shown = show_certificate(loaded)
    except GatewayOrderError:
        shown = read_certificate(loaded)
        click.echo("banyan: no gateway runs here; it will show the certificate when it starts")
    if shown:
        click.echo(f"banyan: {', '.join(shown.names)} until {shown.ends_at:%Y-%m-%d}")
