from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlsplit

from banyan.base import SettingsError

_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]", re.ASCII)
_PREFIX = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*", re.ASCII)
_REGION = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)
_FORM = "write s3://bucket/prefix?endpoint=https://host:port&region=name"


@dataclass(frozen=True)
class S3Address:
    """Empty: no prefix; the endpoint of Amazon; the region of the environment. `virtual_host`: the bucket is the first
    part of the host name, not of the path."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    virtual_host: bool = False

    @property
    def bucket_endpoint(self) -> str:
        """The endpoint with the bucket in it, where that is its place."""
        return self.endpoint.replace("://", f"://{self.bucket}.", 1) if self.virtual_host else self.endpoint


def read_s3_url(url: str) -> S3Address:
    """`s3://bucket/prefix?endpoint=…&region=…&style=path|virtual`. Raises SettingsError, which repeats nothing of the
    URL that may be a secret."""
    parts = _split(url)
    if "@" in url:
        raise SettingsError(
            "storage.url: there is a key or a password in it; give them as storage.access_key and storage.secret_key"
        )
    if parts.scheme != "s3" or parts.fragment or _BUCKET.fullmatch(parts.netloc) is None:
        raise SettingsError(f"storage.url: the bucket's name is missing or wrong; {_FORM}")
    prefix = parts.path.strip("/")
    if prefix and _PREFIX.fullmatch(prefix) is None:
        raise SettingsError(f"storage.url: {prefix!r} is no prefix; use letters, digits and ._- between slashes")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    for name in options.keys() - {"endpoint", "region", "style"}:
        raise SettingsError(f"storage.url: there is no option {name!r}; {_FORM}")
    if options.get("region") and _REGION.fullmatch(options["region"]) is None:
        raise SettingsError(f"storage.url: {options['region']!r} is no region; write it as in region=eu-west-1")
    if options.get("style", "path") not in ("path", "virtual"):
        raise SettingsError("storage.url: style is wrong; write style=path or style=virtual")
    return S3Address(
        bucket=parts.netloc,
        prefix=prefix,
        endpoint=_endpoint(options.get("endpoint", "")),
        region=options.get("region", ""),
        virtual_host=options.get("style") == "virtual",
    )


def _endpoint(url: str) -> str:
    if not url:
        return ""
    parts = _split(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise SettingsError("storage.url: the endpoint is wrong; write endpoint=https://host:port")
    return url.rstrip("/")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  which is read, and may be none, only here
    except ValueError:
        raise SettingsError(f"storage.url: cannot be read; {_FORM}") from None
    return parts
