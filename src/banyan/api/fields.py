from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec
from msgspec.inspect import CollectionType, Metadata, UnionType, type_info

from banyan.api.values import check_value, shown
from banyan.base import ParameterError

Fields = dict[str, list[str]]
_BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def read_fields(encoded: bytes, source: str, *, most: int) -> Fields:
    """The fields of a query or an urlencoded form (WHATWG URL, section 5.1), each with all its values in order, but
    strict: what other parsers mend or drop (broken percent-encoding, bytes that are no UTF-8) is refused, and so are
    NUL and more than `most` fields. Raises ParameterError that names the field, or the `source` as a whole."""
    if encoded.count(b"&") >= most:
        raise ParameterError(source, f"more than {most} fields")
    fields: Fields = {}
    for pair in encoded.split(b"&"):
        if pair:
            name, _, value = pair.partition(b"=")
            text = _decoded(name, source)
            fields.setdefault(text, []).append(_decoded(value, shown(text) or source))
    return fields


def as_declared(fields: Mapping[str, list[Any]], declared: type[msgspec.Struct]) -> dict[str, Any]:
    """A list where `declared` has one, one value where not. Two values for one are left for conversion to refuse."""
    lists = _lists(declared)
    return {name: values if name in lists or len(values) > 1 else values[0] for name, values in fields.items()}


@cache
def _lists(declared: type[msgspec.Struct]) -> frozenset[str]:
    # msgspec reads the declaration anew each time, which takes longer than all the rest of a request.
    return frozenset(field.encode_name for field in msgspec.structs.fields(declared) if is_list(field.type))


def is_list(annotation: Any) -> bool:
    """Whether a field's type is, or can be, a collection of values."""
    info = type_info(annotation)
    while isinstance(info, Metadata):
        info = info.type
    kinds = info.types if isinstance(info, UnionType) else (info,)
    return any(isinstance(kind, CollectionType) for kind in kinds)


def _decoded(encoded: bytes, field: str) -> str:
    if b"%" in encoded and _BROKEN.search(encoded):
        raise ParameterError(field, "broken percent-encoding")
    try:
        text = unquote_to_bytes(encoded.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        raise ParameterError(field, "not UTF-8") from None
    check_value(text, field)
    return text
