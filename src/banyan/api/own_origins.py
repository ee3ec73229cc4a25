from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection

from banyan.base import UserError
from banyan.policy import Cors, longest_prefix

AnyConnection = ASGIConnection[Any, Any, Any, Any]
_PORTS = {"http": ":80", "https": ":443"}
_OURS = frozenset({"same-origin", "none"})


class CrossSiteWrite(UserError):
    """A page of another site made a browser send it, with what the browser has of the member's."""

    name = "cross_site_write"
    status = 403
    message = "This may not be asked for from another site's page."


class OwnOrigins:
    """From where a browser may write as whoever is logged in: the site's own pages, and the origins that a `Cors` with
    credentials names for the path."""

    def __init__(self, public_url: str, policies: Sequence[Cors]) -> None:
        self._public = _origin(public_url)
        self._by_path = {path: policy for policy in policies if policy.credentials for path in policy.paths}

    def check(self, request: AnyConnection) -> None:
        """Raises CrossSiteWrite. Browsers say where a request comes from, by Sec-Fetch-Site (Fetch Metadata, section
        2.3) or by Origin (Fetch, section 3.1), and no page can forge either; a client that says neither is none."""
        site = request.headers.get("sec-fetch-site")
        if site in _OURS:
            return
        origins = request.headers.getall("origin", [])
        # No origin, and yet another site's: a browser that keeps it to itself.
        if (not origins and site) or not all(self._allows(request, origin) for origin in origins):
            raise CrossSiteWrite

    def _allows(self, request: AnyConnection, origin: str) -> bool:
        path = longest_prefix(request.scope["path"], self._by_path)
        if path is not None and self._by_path[path].allowed(origin):
            return True
        here = _origin(f"{request.scope['scheme']}://{request.headers.get('host', '')}")
        named = _origin(origin)
        return named is not None and named in (here, self._public)


def _origin(url: str) -> str | None:
    """Scheme, host and port as a browser writes them: the scheme's own port left out. None for what names no host."""
    try:
        parts = urlsplit(url.lower())
    except ValueError:
        return None
    host = parts.netloc.removesuffix(_PORTS.get(parts.scheme, ""))
    return f"{parts.scheme}://{host}" if parts.scheme and host else None
