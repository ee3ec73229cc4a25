"""Sights by the hundred thousand, and what people would look for among them: the same at each run."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import insert, text

from banyan.data import Database, database_url, insert_many
from daytrip.name_parts import parts_of
from daytrip.rows import NAME_PARTS, SightRow

_SYLLABLES = (
    "北投士林大安文山中正萬華松信義南港內湖同龍峒關渡竹圍淡水新店溪景美木柵貓空陽明七星劍潭圓福德行天保慈祐指宮"
)
_KINDS = (
    "公園",
    "老街",
    "步道",
    "博物館",
    "夜市",
    "溫泉",
    "古厝",
    "寺",
    "碼頭",
    "農場",
    "美術館",
    "文創園區",
    "自行車道",
)
_CATEGORIES = [f"類別{number}" for number in range(12)]
_STATIONS = [f"{a}{b}站" for a in _SYLLABLES[:12] for b in _SYLLABLES[12:22]]
_WHEN = datetime(2026, 1, 1, tzinfo=UTC)
_WORDS = "沿著溪谷緩緩上坡的小路兩旁是老樹與旅館走累了就找個地方坐一會兒看白煙從樹影裡升起"


def sights(count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(7)
    for number in range(1, count + 1):
        name = "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) + chance.choice(_KINDS)
        yield {
            "id": number,
            "origin": f"made-up:{number}",
            "name": name,
            "name_key": name,
            "category": chance.choice(_CATEGORIES),
            "mrt": chance.choice(_STATIONS),
            "address": f"臺北市 {name}路{number % 300}號",
            "transport": f"{name}站下車步行五分鐘",
            "description": _WORDS * 8,
            "lat": 25.0 + number / 1e6,
            "lng": 121.5,
            "pictures": [f"https://pictures.example/{number}-{each}.jpg" for each in range(6)],
            "created_at": _WHEN,
            "updated_at": _WHEN,
        }


def fill(url: str, folder: Path, count: int) -> None:
    """Instead of the sights that a site's database has."""
    asyncio.run(_fill(Database(database_url(url, folder)), count))


async def _fill(database: Database, count: int) -> None:
    rows = list(sights(count))
    async with database.transaction() as session:
        await session.execute(text("DELETE FROM sight"))
        await insert_many(session, SightRow, rows)
    parts = [part for row in rows for part in parts_of(row["id"], row["name_key"])]
    # In order, as an index is filled fastest.
    parts.sort(key=lambda part: (part["part"], part["sight_id"]))
    for start in range(0, len(parts), 50_000):
        async with database.transaction() as session:
            for block in range(start, min(start + 50_000, len(parts)), 5_000):
                await session.execute(insert(NAME_PARTS), parts[block : block + 5_000])
    await database.close()


def searches(count: int) -> Iterator[str]:
    """Parts of names, frequent and rare, stations, categories, and what there is not; mostly first pages."""
    chance = random.Random(11)
    names = [sight["name"] for sight in sights(5_000)]
    for _ in range(count):
        name = chance.choice(names)
        start = chance.randint(0, len(name) - 2)
        what = chance.random()
        if what < 0.45:
            keyword = name[start : start + chance.randint(2, 4)]
        elif what < 0.55:
            keyword = chance.choice(_SYLLABLES)
        elif what < 0.7:
            keyword = chance.choice(_KINDS)
        elif what < 0.8:
            keyword = chance.choice(_STATIONS)
        elif what < 0.9:
            keyword = chance.choice(_CATEGORIES)
        else:
            keyword = f"{name}不存在"[-chance.randint(4, 6) :]
        query = {"page": chance.choice((0, 0, 0, 0, 1, 1, 2, 5)), "keyword": keyword}
        if chance.random() < 0.2:
            query["category"] = chance.choice(_CATEGORIES)
        yield f"/api/attractions?{urlencode(query)}"
