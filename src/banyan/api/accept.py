from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection


def names_type(request: ASGIConnection[Any, Any, Any, Any], media_type: str) -> bool:
    """Whether the client's Accept names the type itself (RFC 9110 section 12.5.1): `image/*` and `*/*` are said by
    those too that cannot show it."""
    ranges = ",".join(request.headers.getall("accept", [])).lower().split(",")
    return any(_accepts(each, media_type) for each in ranges)


def _accepts(media_range: str, media_type: str) -> bool:
    named, *parameters = (part.strip() for part in media_range.split(";"))
    weight = next((each[2:].strip() for each in parameters if each.startswith("q=")), "1")
    # A weight of zero says: not this one.
    return named == media_type and weight.strip("0.") != ""
