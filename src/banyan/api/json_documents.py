from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, NoReturn

from banyan.api.values import check_value, shown
from banyan.base import ParameterError

DEEPEST = 64
_TEXTS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_AS_SQUARE = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
# NUL and surrogates as escapes, numbers of many digits or a large exponent: what only a look at the values decides.
_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])|[0-9]{19}|[eE]\+?[0-9]{3}")


def read_json(body: bytes, *, most_fields: int) -> Any:
    """A JSON text (RFC 8259) as I-JSON restricts it (RFC 7493): UTF-8, names unique, numbers that can be kept, no
    surrogates; no deeper than `DEEPEST`, no object of more than `most_fields`. Raises ParameterError.

    The whole of it is in memory several times over: whoever calls has bounded the body.
    """
    try:
        value = _decoder(most_fields).decode(body.decode())
    except RecursionError:
        raise _too_deep() from None
    except UnicodeDecodeError:
        raise ParameterError("body", "not UTF-8") from None
    except ValueError as error:
        raise ParameterError("body", f"not JSON: {error}") from None
    if _is_too_deep(body):
        raise _too_deep()
    if _SUSPECT.search(body):
        check_value(value, "body")
    return value


@lru_cache(maxsize=64)
def _decoder(most_fields: int) -> json.JSONDecoder:
    def read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(pairs) > most_fields:
            raise ParameterError("body", f"an object of more than {most_fields} fields")
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ParameterError(_first_repeated(pairs), "given twice")
        return found

    return json.JSONDecoder(object_pairs_hook=read_object, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> NoReturn:
    raise ParameterError("body", f"{name} is not JSON")


def _first_repeated(pairs: list[tuple[str, Any]]) -> str:
    names = [name for name, _ in pairs]
    return shown(next(name for place, name in enumerate(names) if name in names[:place]))


def _too_deep() -> ParameterError:
    return ParameterError("body", f"JSON nested more than {DEEPEST} levels deep")


def _is_too_deep(body: bytes) -> bool:
    """Of valid JSON. Each round takes the innermost level away; a walk over the values would take many times longer."""
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return False
    brackets = _TEXTS.sub(b"", body).translate(_AS_SQUARE, _NO_BRACKETS)
    for _ in range(DEEPEST):
        brackets = brackets.replace(b"[]", b"")
        if not brackets:
            return False
    return True
