"""From where a browser may write; through the gateway it is in apps/daytrip/tests/test_daytrip_tokens.py."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.connection import ASGIConnection

from banyan.api import CrossSiteWrite, OwnOrigins
from banyan.policy import Cors

APP, PARTNER = "https://app.test", "https://partner.test"
POLICIES = (
    Cors(paths=("/api",), origins=(APP,), credentials=True),
    Cors(paths=("/api/open",), origins=("*",), credentials=True, echo_any_origin=True),
    Cors(paths=("/read",), origins=("*",)),
    Cors(paths=("/named",), origins=(PARTNER,)),
)


def is_taken(path: str = "/", scheme: str = "https", public_url: str = "https://site.test", **headers: str) -> bool:
    named = {name.replace("_", "-"): value for name, value in {"host": "here.test", **headers}.items()}
    scope: Any = {
        "type": "http",
        "path": path,
        "scheme": scheme,
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in named.items()],
    }
    try:
        OwnOrigins(public_url, POLICIES).check(ASGIConnection(scope))
    except CrossSiteWrite:
        return False
    return True


@pytest.mark.parametrize(
    ("path", "origin", "taken"),
    [
        ("/api", APP, True),
        ("/api/user", APP, True),
        ("/apix", APP, False),
        ("/", APP, False),
        ("/api", PARTNER, False),
        ("/api", f"{APP}.evil.test", False),
        ("/api/open", PARTNER, True),
        # What they may read is without a cookie, and so is nothing of anybody's.
        ("/read", PARTNER, False),
        ("/named", PARTNER, False),
    ],
)
def test_another_origin_writes_where_a_cors_with_credentials_names_it(path: str, origin: str, taken: bool) -> None:
    assert is_taken(path, origin=origin, sec_fetch_site="cross-site") is taken
    assert is_taken(path, origin=origin) is taken


@pytest.mark.parametrize(
    ("scheme", "host", "origin", "taken"),
    [
        ("https", "here.test", "https://here.test", True),
        ("https", "here.test:443", "https://here.test", True),
        ("http", "here.test:80", "http://here.test", True),
        ("https", "here.test:8443", "https://here.test:8443", True),
        ("https", "[::1]:8443", "https://[::1]:8443", True),
        ("https", "here.test", "http://here.test", False),
        ("http", "here.test", "https://here.test", False),
        ("https", "here.test", "https://here.test:8443", False),
        ("https", "here.test:80", "https://here.test", False),
        ("https", "", "https://", False),
        ("https", "", "null", False),
        ("https", "[", "https://[", False),
        ("https", "here.test", "https://[::1", False),
        ("https", "here.test", "\u00e9", False),
        ("https", "here.test", "here.test", False),
        ("https", "here.test", "https://site.test", True),
        ("https", "here.test", "https://site.test:443", True),
    ],
)
def test_the_sites_own_origin_is_what_was_asked_for_or_its_public_url(
    scheme: str, host: str, origin: str, taken: bool
) -> None:
    assert is_taken(scheme=scheme, host=host, origin=origin) is taken


def test_a_public_url_with_a_path_or_capitals_is_an_origin() -> None:
    assert is_taken(public_url="HTTPS://Site.test:443/trips", origin="https://site.test")
