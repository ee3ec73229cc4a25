"""What may stand in a log: no value whose name smells of a secret."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import httpx

MASK = "***"
_SMELL = r"pass|pwd|token|secret|key|code|auth|cookie|credential|session|signature"
_SMELLS = re.compile(_SMELL, re.IGNORECASE)
# `name=value` in a query, a form, or a URL in a header (Location).
_ARGUMENT = re.compile(rf"([^?&;=\s]*(?:{_SMELL})[^?&;=\s]*)=[^&;\s]*", re.IGNORECASE)
_USER = re.compile(r"(://)[^/\s@]*@")
_LONGEST_BODY = 16_384
_LONGEST = 2_000
_FORM = "application/x-www-form-urlencoded"


def smells_secret(name: str) -> bool:
    return _SMELLS.search(name) is not None


def masked_text(text: str) -> str:
    """A query, a form or a URL."""
    return _USER.sub(rf"\1{MASK}@", _ARGUMENT.sub(rf"\1={MASK}", text))[:_LONGEST]


def masked_headers(headers: httpx.Headers) -> dict[str, str]:
    return {name: MASK if smells_secret(name) else masked_text(value) for name, value in headers.items()}


def masked_body(content: bytes, content_type: str) -> str:
    """JSON and forms, if they are short; of anything else the size."""
    kind = content_type.split(";")[0].strip().lower()
    if not content or len(content) > _LONGEST_BODY:
        return f"{len(content)} bytes"
    try:
        if kind == _FORM:
            return masked_text(content.decode())
        if kind == "application/json" or kind.endswith("+json"):
            return json.dumps(_masked(json.loads(content)), ensure_ascii=False)[:_LONGEST]
    except (ValueError, RecursionError):  # not JSON, or nested without end
        pass
    return f"{len(content)} bytes"


def _masked(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: MASK if smells_secret(name) else _masked(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    return value
