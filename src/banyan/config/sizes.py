from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}


def parse_bytes(value: Any) -> int:
    """`"50m"` → 52428800. Units k, m, g are powers of 1024, as in nginx."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    match = re.fullmatch(r"\s*(\d{1,12})\s*([kmg]?)b?\s*", str(value).lower())
    if match is None:
        raise ValueError("write a number of bytes, or a number with k, m or g, for example 50m")
    return int(match[1]) * _UNITS[match[2]]


ByteSize = Annotated[int, BeforeValidator(parse_bytes), PlainSerializer(int)]
