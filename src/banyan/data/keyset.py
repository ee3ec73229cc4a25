"""Keyset paging: a page goes on after the last row of the one before, found by index however deep it is."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from msgspec import Meta
from sqlalchemy import ColumnElement, Select, TypeDecorator, UnaryExpression, and_, inspect, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.operators import desc_op

from banyan.base import ParameterError

T = TypeVar("T")
Key = InstrumentedAttribute[Any] | UnaryExpression[Any]
_VERSION = b"1"
_DIGEST = 8
_LONGEST = 1000
# What no database chokes on, whoever wrote it.
_TYPES: dict[type, Any] = {
    int: Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)],
    str: Annotated[str, Meta(pattern=r"\A[^\x00]*\Z")],
}


@dataclass(frozen=True)
class KeysetPage(Generic[T]):
    """`next`: the cursor of the page after this one, None after the last."""

    items: list[T]
    next: str | None


async def keyset_page(
    session: AsyncSession, statement: Select[T], by: Sequence[Key], *, size: int, cursor: str | None = None
) -> KeysetPage[T]:
    """`by`: columns of the row, `.desc()` or not, none of them nullable, the last one unique: `(Note.created_at.desc(),
    Note.id.desc())`. An index over them all makes every page equally cheap.

    Raises ParameterError("cursor") for what is no cursor of this order.
    """
    check_order(by)
    ordered = statement.order_by(*by).limit(size + 1)
    if cursor is not None:
        ordered = ordered.where(after(by, _read_cursor(by, cursor)))
    found: list[Any] = list(await session.scalars(ordered))
    items = found[:size]
    return KeysetPage(items, _cursor(by, values_of(by, items[-1])) if len(found) > size else None)


def check_order(by: Sequence[Key]) -> None:
    """Raises ValueError for an order in which rows would be lost between pages."""
    columns = [_column(key) for key in by]
    if any(column.nullable for column in columns):
        raise ValueError("keyset: a column that may be null has no place in an order")
    if not (columns[-1].primary_key or columns[-1].unique):
        raise ValueError("keyset: the last column has to be unique, or rows with equal values would be passed over")


def after(by: Sequence[Key], values: Sequence[Any]) -> ColumnElement[bool]:
    """What comes after the row with those values: spelled out, since databases differ on comparing rows by index."""
    condition: ColumnElement[bool] | None = None
    for key, value in reversed(list(zip(by, values, strict=True))):
        column = _column(key)
        beyond = column < value if _is_descending(key) else column > value
        condition = beyond if condition is None else or_(beyond, and_(column == value, condition))
    first = _column(by[0])
    # Implied by the rest; it is what the index is searched by.
    bound = first <= values[0] if _is_descending(by[0]) else first >= values[0]
    return and_(bound, condition) if condition is not None else bound


def values_of(by: Sequence[Key], row: Any) -> tuple[Any, ...]:
    mapper = inspect(type(row))
    columns = (mapper.local_table.c[_column(key).name] for key in by)
    return tuple(getattr(row, mapper.get_property_by_column(column).key) for column in columns)


def _cursor(by: Sequence[Key], values: tuple[Any, ...]) -> str:
    payload = msgspec.json.encode(values)
    return _as_text(_VERSION + _digest(by, payload) + payload)


def _read_cursor(by: Sequence[Key], cursor: str) -> tuple[Any, ...]:
    try:
        if len(cursor) > _LONGEST:
            raise ValueError
        data = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        version, digest, payload = data[:1], data[1 : 1 + _DIGEST], data[1 + _DIGEST :]
        # Of the texts that are decoded to the same, one is the cursor.
        if version != _VERSION or digest != _digest(by, payload) or _as_text(data) != cursor:
            raise ValueError
        types = tuple(_type(key) for key in by)
        values: tuple[Any, ...] = msgspec.json.decode(payload, type=tuple[types])  # type: ignore[valid-type]
    except (ValueError, msgspec.MsgspecError):
        raise ParameterError("cursor", "not a cursor of this list") from None
    return values


def _as_text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _digest(by: Sequence[Key], payload: bytes) -> bytes:
    """Tells damage, and a cursor of another list. It is no signature: a cursor says where a list goes on, and whoever
    makes one up gets no row that the statement would not give."""
    order = "".join(f"{_column(key)}{'-' if _is_descending(key) else '+'}" for key in by)
    return hashlib.blake2b(payload, key=hashlib.sha256(order.encode()).digest(), digest_size=_DIGEST).digest()


def _type(key: Key) -> Any:
    declared = _column(key).type
    kind = (declared.impl_instance if isinstance(declared, TypeDecorator) else declared).python_type
    return _TYPES.get(kind, kind)


def _column(key: Key) -> Any:
    return key.element if isinstance(key, UnaryExpression) else key.expression


def _is_descending(key: Key) -> bool:
    return isinstance(key, UnaryExpression) and key.modifier is desc_op
