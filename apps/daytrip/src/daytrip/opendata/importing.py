from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.data import Database, invalidate
from daytrip.name_parts import index_names, name_key
from daytrip.opendata.sight import CitySight
from daytrip.rows import SightRow
from daytrip.shipped import SHIPPED
from daytrip.sights import CHANGED

# They are one statement: with the longest texts there are, less than the 16 MB that MariaDB takes at once.
_BLOCK = 10
_TEXTS = ("name", "category", "mrt", "address", "transport", "description", "lat", "lng", "pictures")
_TRANSLATED = ("name", "transport", "description")


@dataclass
class Imported:
    """`withdrawn`: sights of the shipped set for which the city's came."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0

    @property
    def is_anything(self) -> bool:
        return bool(self.new or self.changed or self.withdrawn)


async def import_sights(
    database: Database, sights: Sequence[CitySight], on_progress: Callable[[int], None] = lambda done: None
) -> Imported:
    """All of them or, if it raises, none. A sight is known by its origin, or where another source has brought it by its
    name: it keeps its number, and what only that source told and still holds. `on_progress` hears how many more are
    done."""
    imported = Imported()
    async with database.transaction() as session:
        for start in range(0, len(sights), _BLOCK):
            block = sights[start : start + _BLOCK]
            await _import_block(session, block, imported)
            on_progress(len(block))
        if sights:
            imported.withdrawn = await _withdraw_shipped(session)
        if imported.is_anything:
            invalidate(session, CHANGED)
    return imported


async def _import_block(session: AsyncSession, block: Sequence[CitySight], imported: Imported) -> None:
    known = await _known(session, block)
    renamed: list[SightRow] = []
    for sight in block:
        row = known.get(sight.origin)
        if row is None:
            row = SightRow(origin=sight.origin)
            session.add(row)
            imported.new += 1
        elif _is_as_it_was(row, sight):
            imported.unchanged += 1
            continue
        else:
            imported.changed += 1
        _take_over(row, sight)
        key = name_key(row.name, row.name_en)
        if row.name_key != key:
            row.name_key = key
            renamed.append(row)
    await session.flush()
    await index_names(session, renamed)
    # Of a long file, no more than a block is in memory twice.
    session.expunge_all()


async def _known(session: AsyncSession, block: Sequence[CitySight]) -> Mapping[str, SightRow]:
    """By the origin that they have from now on."""
    known = {row.origin: row for row in await _rows(session, SightRow.origin.in_([sight.origin for sight in block]))}
    unknown = {sight.name: sight.origin for sight in reversed(block) if sight.origin not in known}
    for row in await _rows(session, SightRow.name.in_(unknown)):
        origin = unknown.get(row.name)
        if origin and _source(row.origin) != _source(origin):
            known[origin] = row
            del unknown[row.name]
    return known


async def _rows(session: AsyncSession, condition: ColumnElement[bool]) -> Sequence[SightRow]:
    return (await session.scalars(select(SightRow).where(condition).order_by(SightRow.id))).all()


def _source(origin: str) -> str:
    return origin.partition(":")[0]


def _is_as_it_was(row: SightRow, sight: CitySight) -> bool:
    return row.origin == sight.origin and all(getattr(row, field) == getattr(sight, field) for field in _TEXTS)


def _take_over(row: SightRow, sight: CitySight) -> None:
    for field in _TRANSLATED:
        # What it translates is there no more; and of another name, the texts are of another thing.
        if row.name != sight.name or getattr(row, field) != getattr(sight, field):
            setattr(row, f"{field}_en", None)
    row.origin = sight.origin
    for field in _TEXTS:
        setattr(row, field, getattr(sight, field))


async def _withdraw_shipped(session: AsyncSession) -> int:
    """The shipped set stands in for the city's data; what is left of it when they come would stand beside them."""
    shipped = SightRow.origin.startswith(f"{SHIPPED}:", autoescape=True)
    count = await session.scalar(select(func.count()).select_from(SightRow).where(shipped)) or 0
    if count:
        await session.execute(delete(SightRow).where(shipped))
    return count
