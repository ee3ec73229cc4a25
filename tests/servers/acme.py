"""Debian's pebble: a certificate authority that speaks ACME, for one test site. It trusts nobody and skips no check."""

from __future__ import annotations

import json
import os
import ssl
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from banyan.server.local_ca import LocalAuthority
from tests.ports import free_port
from tests.servers.process import Server, listens, server_folder


@dataclass(frozen=True)
class AcmeTestServer:
    """`trust`: the authority of its own HTTPS; `issuer`: the root of what it issues, new at every start."""

    directory: str
    trust: Path
    issuer: str


@contextmanager
def acme_server(http_port: int) -> Iterator[AcmeTestServer]:
    """`http_port`: where it asks for challenges, instead of port 80; every name is this machine."""
    with server_folder() as folder:
        authority = LocalAuthority(folder)
        authority.issue(["127.0.0.1", "localhost"], folder / "own.pem", folder / "own-key.pem")
        port, management, names = free_port(), free_port(), free_port()
        config = {
            "listenAddress": f"127.0.0.1:{port}",
            "managementListenAddress": f"127.0.0.1:{management}",
            "certificate": str(folder / "own.pem"),
            "privateKey": str(folder / "own-key.pem"),
            "httpPort": http_port,
            "tlsPort": free_port(),
        }
        (folder / "pebble.json").write_text(json.dumps({"pebble": config}))
        dns = Server(
            ["pebble-challtestsrv", "-dns01", f"127.0.0.1:{names}", "-http01", "", "-https01", "", "-tlsalpn01", "",
             "-defaultIPv6", "", "-management", f"127.0.0.1:{free_port()}"],
            lambda: listens(names),
        )  # fmt: skip
        pebble = Server(
            ["env", "PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0", "pebble",
             "-config", str(folder / "pebble.json"), "-dnsserver", f"127.0.0.1:{names}"],
            lambda: listens(port),
        )  # fmt: skip
        try:
            dns.start()
            pebble.start()
            context = ssl.create_default_context(cafile=str(authority.certificate_file))
            with urllib.request.urlopen(f"https://127.0.0.1:{management}/roots/0", context=context) as answer:
                issuer = answer.read().decode()
            yield AcmeTestServer(f"https://127.0.0.1:{port}/dir", authority.certificate_file, issuer)
        finally:
            pebble.kill()
            dns.kill()


def trusting(server: AcmeTestServer) -> dict[str, str]:
    """The client's environment: lego believes its own list of authorities, and those of this file."""
    return {"LEGO_CA_CERTIFICATES": str(server.trust), "PATH": os.environ["PATH"]}
