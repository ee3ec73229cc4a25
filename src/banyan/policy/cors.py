from __future__ import annotations

import re
from dataclasses import dataclass

# An origin as it is serialised (RFC 6454 section 6.1), or the opaque one.
ORIGIN = r"null|[a-z][a-z0-9+.-]{0,20}://[a-z0-9._:\[\]-]{1,255}"
_ORIGIN = re.compile(ORIGIN)
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cors:
    """Which other origins' scripts may read the answers below `paths` (Fetch standard, section 3.2).

    `origins`: exact ones such as `https://app.example`, or `("*",)` for any; `headers`: those that requests may carry
    besides the safelisted; `expose`: those of answers that scripts may read; `credentials`: cookies and Authorization
    go along; `max_age`: seconds for which browsers remember a preflight.

    Any origin together with credentials means that every site may act as whoever visits it: that takes
    `echo_any_origin=True` besides, and never happens by itself.
    """

    paths: tuple[str, ...]
    origins: tuple[str, ...]
    methods: tuple[str, ...] = _METHODS
    headers: tuple[str, ...] = ("Content-Type",)
    expose: tuple[str, ...] = ()
    credentials: bool = False
    max_age: int = 600
    echo_any_origin: bool = False

    def __post_init__(self) -> None:
        for path in self.paths:
            if path != "/" and (not path.startswith("/") or path.endswith("/")):
                raise ValueError(f"Cors: write {path!r} as /prefix, no slash at the end")
        for origin in self.origins:
            if origin != "*" and _ORIGIN.fullmatch(origin) is None:
                raise ValueError(f"Cors: {origin!r} is no origin; write scheme://host, in small letters, and no path")
        if self.is_for_all and self.credentials and not self.echo_any_origin:
            raise ValueError("Cors: any origin with credentials; name the origins, or say echo_any_origin=True too")
        if self.echo_any_origin and not (self.is_for_all and self.credentials):
            raise ValueError("Cors: echo_any_origin is for origins=('*',) with credentials=True")

    @property
    def is_for_all(self) -> bool:
        return "*" in self.origins

    @property
    def varies(self) -> bool:
        """Whether answers differ by Origin: then all of them say so, for a cache in between (RFC 9110 12.5.5)."""
        return not self.is_for_all or self.echo_any_origin

    def allowed(self, origin: str | None) -> str | None:
        """What Access-Control-Allow-Origin says to a request of that Origin; None: nothing."""
        if not self.varies:
            return "*"
        if origin is None or _ORIGIN.fullmatch(origin) is None:
            return None
        return origin if self.echo_any_origin or origin in self.origins else None

    def answer_headers(self, origin: str | None) -> Headers:
        """For every answer, an error's too."""
        headers = list(self._common(origin))
        if self.expose and self.allowed(origin):
            headers.append(("access-control-expose-headers", ", ".join(self.expose)))
        return tuple(headers)

    def preflight_headers(self, origin: str) -> Headers:
        """What is allowed; the browser compares it with what it means to send."""
        headers = list(self._common(origin))
        if self.allowed(origin):
            headers.append(("access-control-allow-methods", ", ".join(self.methods)))
            headers.append(("access-control-max-age", str(self.max_age)))
            if self.headers:
                headers.append(("access-control-allow-headers", ", ".join(self.headers)))
        return tuple(headers)

    def _common(self, origin: str | None) -> Headers:
        allowed = self.allowed(origin)
        headers = [("vary", "Origin")] if self.varies else []
        if allowed:
            headers.append(("access-control-allow-origin", allowed))
            if self.credentials:
                headers.append(("access-control-allow-credentials", "true"))
        return tuple(headers)
