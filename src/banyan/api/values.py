"""What a value from a client must be before anybody works with it, wherever it comes from."""

from __future__ import annotations

import math
from typing import Any

import msgspec

from banyan.base import ParameterError

_INT64 = 1 << 63
_SHOWN = 40


def check_value(value: Any, field: str) -> None:
    """Refuses what no database keeps and no answer can say: text with NUL (PostgreSQL) or half a surrogate pair
    (UTF-8), whole numbers beyond 64 bits, numbers that are none. Goes into collections and Structs."""
    if isinstance(value, str):
        if "\0" in value:
            raise ParameterError(field, "text with a NUL character")
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            raise ParameterError(field, "text with half a surrogate pair")
    elif isinstance(value, int):
        if not -_INT64 <= value < _INT64:
            raise ParameterError(field, "a number of more than 64 bits")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ParameterError(field, "not a finite number")
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            check_value(getattr(value, name), name)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            check_value(item, field)
    elif isinstance(value, dict):
        for name, item in value.items():
            check_value(name, field)
            check_value(item, shown(name))


def shown(name: str) -> str:
    """A name of the client's choice as it may stand in messages and log lines."""
    return repr(name[:_SHOWN])[1:-1]
