"""api-layer 13: within the machine, over restarts of its processes and of itself."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from pathlib import Path

import pytest

from banyan.lock import LocksAway, MachineLockStore

_LONG = 60.0


def _acquire(store: MachineLockStore, name: str = "x", expiry: float = _LONG) -> int | None:
    async def ask() -> int | None:
        try:
            return await store.acquire(name, "owner", expiry)
        finally:
            await store.close()

    return asyncio.run(ask())


def test_point_13_workers_that_open_a_new_file_at_the_same_moment_all_get_in(tmp_path: Path) -> None:
    async def scene(file: Path) -> None:
        stores = [MachineLockStore(file) for _ in range(4)]
        fences = await asyncio.gather(
            *(store.acquire(str(number), "owner", _LONG) for number, store in enumerate(stores))
        )
        assert len(set(fences)) == 4
        for store in stores:
            await store.close()

    for number in range(100):
        asyncio.run(scene(tmp_path / str(number)))


def test_point_13_numbers_grow_over_restarts_though_the_clock_was_set_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "locks"
    first = _acquire(MachineLockStore(file))
    assert first is not None
    assert first < 2**53
    with monkeypatch.context() as patch:
        patch.setattr(time, "time_ns", lambda: 0)
        second = _acquire(MachineLockStore(file), "other")
    assert second == first + 1
    third = _acquire(MachineLockStore(file), "another")
    assert third is not None
    assert third > second


def test_point_13_numbers_grow_though_the_file_was_lost(tmp_path: Path) -> None:
    numbers = [_acquire(MachineLockStore(tmp_path / str(file))) for file in range(5)]
    assert numbers == sorted(set(filter(None, numbers)))


def test_point_13_no_lock_outlives_the_boot_it_was_taken_in(tmp_path: Path) -> None:
    file = tmp_path / "locks"
    late = 1_000_000.0
    assert _acquire(MachineLockStore(file, clock=lambda: late, boot="one")) is not None
    assert _acquire(MachineLockStore(file, clock=lambda: late, boot="one")) is None
    assert _acquire(MachineLockStore(file, clock=lambda: 0.0, boot="two")) is not None
    assert _acquire(MachineLockStore(file, clock=lambda: 0.0, boot="two")) is None


def test_rows_of_holders_that_died_are_swept(tmp_path: Path) -> None:
    file = tmp_path / "locks"

    async def die_often() -> None:
        now = 0.0
        store = MachineLockStore(file, clock=lambda: now)
        for number in range(100):
            await store.acquire(str(number), "owner", _LONG)
            now += _LONG / 2
        await store.close()

    asyncio.run(die_often())
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM held").fetchone() == (2,)


def test_point_13_a_store_that_cannot_be_written_grants_nothing(tmp_path: Path) -> None:
    file = tmp_path / "locks"
    assert _acquire(MachineLockStore(file)) is not None
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LocksAway, match="locked"):
            _acquire(MachineLockStore(file), "y")
        other.execute("ROLLBACK")
    assert _acquire(MachineLockStore(file), "y") is not None
    with pytest.raises(LocksAway, match="unable to open"):
        _acquire(MachineLockStore(tmp_path / "nothing/locks"))
    (tmp_path / "noise").write_bytes(b"no database" * 1000)
    with pytest.raises(LocksAway, match="not a database"):
        _acquire(MachineLockStore(tmp_path / "noise"))
