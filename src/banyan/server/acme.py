"""Certificates by ACME (RFC 8555), got and renewed by lego, which Debian keeps; the gateway answers its challenges."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from banyan.base import SettingsError, SystemFault
from banyan.config import LoadedSettings
from banyan.server.local_ca import LocalAuthority, write_private

# Let's Encrypt advises a third of the ninety days.
_RENEW_DAYS = 30
_SECONDS = 180


class AcmeError(SystemFault):
    """The authority gave no certificate; the message has the client's own words."""

    name = "acme"


def make_placeholder(loaded: LoadedSettings) -> None:
    """Something for nginx to start with, signed by nobody, until the authority has answered its first challenge."""
    certificate = loaded.folder.tls / "certificate.pem"
    names = loaded.values.gateway.tls.names
    if names and not certificate.exists():
        LocalAuthority(loaded.folder.tls / "local").issue(names, certificate, loaded.folder.tls / "key.pem")


def renew(loaded: LoadedSettings) -> bool:
    """Get the certificate for `gateway.tls.names`, or renew one that ends within a month; whether there is a new one.

    Raises SettingsError without a client, AcmeError when it fails: what there was is kept.
    """
    program = shutil.which("lego")
    if program is None:
        raise SettingsError("gateway.tls.names: lego, which gets certificates, is missing: apt-get install lego")
    got = loaded.folder.tls / "acme" / "certificates" / f"{loaded.values.gateway.tls.names[0]}.crt"
    before = got.read_bytes() if got.exists() else b""
    loaded.folder.tls.mkdir(mode=0o700, exist_ok=True)
    _challenges(loaded).mkdir(parents=True, exist_ok=True)
    action = ["renew", "--days", str(_RENEW_DAYS), "--no-random-sleep"] if before else ["run"]
    _run([program, *_options(loaded), *action])
    if got.read_bytes() == before:
        return False
    write_private(loaded.folder.tls / "key.pem", got.with_suffix(".key").read_bytes())
    write_private(loaded.folder.tls / "certificate.pem", got.read_bytes())
    return True


def _options(loaded: LoadedSettings) -> list[str]:
    tls = loaded.values.gateway.tls
    return [
        "--accept-tos",
        "--path", str(loaded.folder.tls / "acme"),
        "--server", tls.acme_server,
        "--email", tls.email,
        "--http", "--http.webroot", str(_challenges(loaded)),
        *(option for name in tls.names for option in ("--domains", name)),
    ]  # fmt: skip


def _challenges(loaded: LoadedSettings) -> Path:
    return loaded.folder.gateway / "challenges"


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise AcmeError(f"gateway.tls.names: the authority did not answer within {_SECONDS} s; try later") from None
    if done.returncode:
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()] or ["it said nothing"]
        raise AcmeError(f"gateway.tls.names: no certificate: {said[-1]}")
