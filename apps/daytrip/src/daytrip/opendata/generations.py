"""The two generations of rows, as the city publishes them. Of their fields those that we show are read."""

from __future__ import annotations

import math
from typing import Any

import msgspec

from daytrip.opendata.picture_urls import picture_urls
from daytrip.opendata.sight import CitySight
from daytrip.rows import LONGEST_ADDRESS, LONGEST_LABEL, LONGEST_NAME
from daytrip.texts import label, search_key, tidy

Number = int | str
# A text column of MySQL holds 65,535 bytes; a character takes at most four.
_LONGEST_TEXT = 16_000
_MOST_PICTURES = 200


class _Row(msgspec.Struct, kw_only=True):
    number: Number = msgspec.field(name="_id")
    serial: Number | None = msgspec.field(name="SERIAL_NO", default=None)
    name: str
    category: str
    description: str | None = None
    transport: str | None = None
    address: str | None = None
    mrt: str | None = msgspec.field(name="MRT", default=None)
    latitude: float | str
    longitude: float | str
    file: str | None = None


class Newer(_Row, kw_only=True):
    category: str = msgspec.field(name="CAT")
    transport: str | None = msgspec.field(name="direction", default=None)


class Older(_Row, kw_only=True):
    name: str = msgspec.field(name="stitle")
    category: str = msgspec.field(name="CAT2")
    description: str | None = msgspec.field(name="xbody", default=None)
    transport: str | None = msgspec.field(name="info", default=None)


def read_row(encoded: msgspec.Raw) -> CitySight:
    """Raises ValueError that says what is wrong with it."""
    try:
        fields: dict[str, Any] = msgspec.json.decode(encoded, type=dict[str, Any])
        is_older = "stitle" in fields
        row = msgspec.convert(fields, Older if is_older else Newer)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error).replace("`", "")) from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    pictures, passed_over = picture_urls(row.file or "")
    if len(pictures) > _MOST_PICTURES:
        raise ValueError(f"file has more than {_MOST_PICTURES} pictures")
    name = _text("name", label(row.name), LONGEST_NAME)
    # In whichever case: a ß is two letters there.
    _text("name as it is searched", search_key(name), LONGEST_NAME)
    return CitySight(
        origin=f"{'older' if is_older else 'newer'}:{_number(row)}",
        name=name,
        category=_text("category", label(row.category), LONGEST_LABEL),
        mrt=_text("MRT", label(row.mrt or ""), LONGEST_LABEL, needed=False) or None,
        address=_text("address", tidy(row.address or ""), LONGEST_ADDRESS, needed=False),
        transport=_text("transport", tidy(row.transport or ""), _LONGEST_TEXT, needed=False),
        description=_text("description", tidy(row.description or ""), _LONGEST_TEXT, needed=False),
        lat=_degrees("latitude", row.latitude, 90),
        lng=_degrees("longitude", row.longitude, 180),
        pictures=pictures,
        passed_over=passed_over,
    )


def _number(row: _Row) -> str:
    """The city's serial number where there is one: `_id` is a row's place in one edition."""
    number = tidy(str(row.serial)) if row.serial is not None else ""
    return _text("_id", number or tidy(str(row.number)), 64)


def _text(field: str, text: str, longest: int, *, needed: bool = True) -> str:
    if needed and not text:
        raise ValueError(f"{field} is empty")
    if len(text) > longest:
        raise ValueError(f"{field} is longer than {longest} characters")
    if "\0" in text:
        raise ValueError(f"{field} has a NUL character in it")
    return text


def _degrees(field: str, value: float | str, most: int) -> float:
    try:
        degrees = float(value)
    except ValueError:
        degrees = math.nan
    if not -most <= degrees <= most:
        raise ValueError(f"{field} is no number from -{most} to {most}")
    return degrees
