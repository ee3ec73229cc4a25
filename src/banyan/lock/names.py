from __future__ import annotations

import hashlib
import json
from functools import partial
from typing import Any

import msgspec

LONGEST_NAME = 200
"""Bytes."""
_SHOWN = 32
_to_builtins = partial(msgspec.to_builtins, order="deterministic")


def lock_name(kind: str, *values: Any) -> str:
    """The name of the lock on these values, the same in every process: other values, another name.

    Values are whatever msgspec can make plain (numbers, strings, UUIDs, dates, enums, structs …); raises TypeError for
    others, whose text could differ from process to process. What would be too long is its SHA-256.
    """
    name = f"{kind}:{json.dumps(values, default=_to_builtins, sort_keys=True, separators=(',', ':'))}"
    encoded = name.encode()
    # A list of values ends with a bracket: none reads like a digest.
    return name if len(encoded) <= LONGEST_NAME else f"{kind[:_SHOWN]}:{hashlib.sha256(encoded).hexdigest()}"
