"""Pages and periods as parameters (api-layer 8), by one dependency each; for deep lists: `banyan.data.keyset_page`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery
from msgspec import Meta

from banyan.api.parameters import query_provider
from banyan.base import ParameterError

# Beyond them time zones are history, or guesses; and none is at the edge of what a datetime holds.
_YEARS = range(1900, 2200)


@dataclass(frozen=True)
class Page:
    """`number` as the client counts; `offset` and `limit` for the statement."""

    number: int
    size: int
    offset: int

    @property
    def limit(self) -> int:
        return self.size


@dataclass(frozen=True)
class Period:
    """`start` up to and without `end`, moments in UTC; None where the client set no bound."""

    from_date: date | None
    to_date: date | None
    start: datetime | None
    end: datetime | None


def paging(*, first: int = 1, size: int = 20, largest: int = 100, pages: int = 1000) -> Provide:
    """A dependency: the query's `page` and `page_size` as a `Page`. Pages are counted from `first`; `size` is what a
    client gets that does not say, `largest` what it may ask for, `pages` how many there are to ask for: a database
    counts its way to an offset, row by row."""
    page = Annotated[int, Meta(ge=first, le=first + pages - 1)]
    page_size = Annotated[int, Meta(ge=1, le=largest)]
    declared = msgspec.defstruct("Paging", [("page", page, first), ("page_size", page_size, size)])

    def make(query: Any) -> Page:
        return Page(query.page, query.page_size, (query.page - first) * query.page_size)

    return query_provider(declared, make)


def period(*, days: int = 366) -> Provide:
    """A dependency: the query's `from_date` and `to_date`, both days included, as a `Period` in the site's time zone;
    at most so many `days`."""

    async def provide(
        timezone: NamedDependency[ZoneInfo],
        from_date: FromQuery[date | None] = None,
        to_date: FromQuery[date | None] = None,
    ) -> Period:
        _check_year("from_date", from_date)
        _check_year("to_date", to_date)
        if from_date and to_date and not 0 <= (to_date - from_date).days < days:
            raise ParameterError("to_date", f"from_date, or up to {days - 1} days after it")
        start = _midnight(from_date, timezone) if from_date else None
        end = _midnight(to_date + timedelta(days=1), timezone) if to_date else None
        return Period(from_date, to_date, start, end)

    return Provide(provide)


def _check_year(field: str, day: date | None) -> None:
    if day and day.year not in _YEARS:
        raise ParameterError(field, f"a year from {_YEARS[0]} to {_YEARS[-1]}")


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
