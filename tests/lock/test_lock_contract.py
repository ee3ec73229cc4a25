"""api-layer 13: the seam's contract, over all stores."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from banyan.lock import LockBusy, LockLost, Locks, LockStore

NewStore = Callable[[], LockStore]
Play = Callable[[Callable[[Locks, Locks], Coroutine[Any, Any, None]]], None]
_LONG = 60.0
_SHORT = 0.2


@asynccontextmanager
async def both(new_store: NewStore) -> AsyncIterator[tuple[LockStore, LockStore]]:
    one, other = new_store(), new_store()
    try:
        yield one, other
    finally:
        await one.close()
        await other.close()


@pytest.fixture
def play(new_store: NewStore) -> Play:
    """A scene with two workers of one site."""

    def run(scene: Callable[[Locks, Locks], Coroutine[Any, Any, None]]) -> None:
        async def act() -> None:
            one, other = Locks(new_store()), Locks(new_store())
            try:
                await scene(one, other)
            finally:
                await one.close()
                await other.close()

        asyncio.run(act())

    return run


def test_point_13_one_owner_at_a_time_and_only_it_renews_and_releases(new_store: NewStore) -> None:
    async def scene() -> None:
        async with both(new_store) as (one, other):
            first = await one.acquire("x", "a", _LONG)
            assert first is not None
            assert await other.acquire("x", "b", _LONG) is None
            assert not await other.renew("x", "b", _LONG)
            assert not await other.release("x", "b")
            assert await one.renew("x", "a", _LONG)
            assert await other.acquire("y", "b", _LONG) is not None
            assert await one.release("x", "a")
            assert not await one.release("x", "a")
            second = await other.acquire("x", "b", _LONG)
            assert second is not None
            assert second > first

    asyncio.run(scene())


def test_point_13_what_is_not_renewed_ends_and_stays_ended(new_store: NewStore) -> None:
    async def scene() -> None:
        async with both(new_store) as (one, other):
            first = await one.acquire("x", "a", _SHORT)
            assert first is not None
            async with Locks(other).hold("x", wait=5) as next_one:
                assert next_one.fence > first
                assert not await one.renew("x", "a", _LONG)
                assert not await one.release("x", "a")
                assert await other.renew("x", next_one.owner, _LONG)

    asyncio.run(scene())


def test_point_13_nobody_can_renew_what_ended_though_nobody_took_it(new_store: NewStore) -> None:
    async def scene() -> None:
        async with both(new_store) as (one, _):
            await one.acquire("x", "a", _SHORT)
            await asyncio.sleep(_SHORT * 1.5)
            assert not await one.renew("x", "a", _LONG)
            assert not await one.release("x", "a")
            assert await one.acquire("x", "b", _LONG) is not None

    asyncio.run(scene())


def test_point_13_fifty_tasks_of_two_workers_never_hold_it_together_and_their_numbers_grow(play: Play) -> None:
    async def scene(one: Locks, other: Locks) -> None:
        inside = 0
        fences: list[int] = []

        async def work(locks: Locks) -> None:
            nonlocal inside
            async with locks.hold("x", wait=30) as held:
                inside += 1
                assert inside == 1
                fences.append(held.fence)
                await asyncio.sleep(0.001)
                inside -= 1

        await asyncio.gather(*(work(locks) for _ in range(25) for locks in (one, other)))
        assert len(fences) == 50
        assert fences == sorted(set(fences))

    play(scene)


def test_point_13_it_is_renewed_while_it_is_held(play: Play) -> None:
    async def scene(one: Locks, other: Locks) -> None:
        async with one.hold("x", expiry=0.8) as held:
            with pytest.raises(LockBusy):
                async with other.hold("x", wait=1.2):
                    pass
            held.check()

    play(scene)


def test_point_13_who_waits_does_so_for_so_long_and_no_longer(play: Play) -> None:
    async def scene(one: Locks, other: Locks) -> None:
        async with one.hold("x"):
            for locks in (one, other):
                for wait in (0, 0.3):
                    before = time.monotonic()
                    with pytest.raises(LockBusy) as refused:
                        async with locks.hold("x", wait=wait):
                            pass
                    assert wait <= time.monotonic() - before < wait + 1
                    assert (refused.value.status, refused.value.retry_after) == (409, 1)
        async with other.hold("x", wait=0) as next_one:
            assert next_one.fence

    play(scene)


def test_point_13_who_is_cancelled_leaves_nothing_held(play: Play) -> None:
    async def scene(one: Locks, other: Locks) -> None:
        async def hold(locks: Locks) -> None:
            async with locks.hold("x", wait=30):
                await asyncio.Event().wait()

        holder = asyncio.create_task(hold(one))
        waiters = [asyncio.create_task(hold(locks)) for _ in range(10) for locks in (one, other)]
        await asyncio.sleep(0.05)
        for task in (*waiters, holder):
            task.cancel()
        await asyncio.wait([holder, *waiters])
        async with other.hold("x", wait=5) as next_one:
            assert next_one.fence

    play(scene)


@pytest.mark.parametrize("steps", range(6))
def test_point_13_who_is_cancelled_while_it_is_granted_leaves_nothing_held(play: Play, steps: int) -> None:
    async def scene(one: Locks, other: Locks) -> None:
        async def hold() -> None:
            async with one.hold("x"):
                await asyncio.Event().wait()

        task = asyncio.create_task(hold())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        async with other.hold("x", wait=5) as next_one:
            assert next_one.fence

    play(scene)


def test_point_13_a_failure_inside_is_the_caller_s_and_lets_go(play: Play) -> None:
    async def scene(one: Locks, other: Locks) -> None:
        with pytest.raises(ZeroDivisionError):
            async with one.hold("x"):
                raise ZeroDivisionError
        async with other.hold("x", wait=0) as next_one:
            assert next_one.fence

    play(scene)


def test_point_13_a_holder_whose_process_stood_still_past_the_expiry_learns_it(play: Play) -> None:
    async def scene(one: Locks, other: Locks) -> None:
        async def take_over(fence: int) -> None:
            async with other.hold("x", wait=5) as next_one:
                assert next_one.fence > fence
                # Long enough for the other's renewal to do harm, if it did any.
                await asyncio.sleep(_SHORT)
                next_one.check()

        async def stand_still() -> None:
            async with one.hold("x", expiry=_SHORT) as lost:
                assert lost.still_mine()
                time.sleep(_SHORT * 1.5)  # noqa: ASYNC251  the whole process stands still
                with pytest.raises(LockLost):
                    lost.check()
                await take_over(lost.fence)
                assert not lost.still_mine()

        with pytest.raises(LockLost):
            await stand_still()

    play(scene)


@pytest.mark.parametrize(("name", "expiry", "wait"), [("", 1, 1), ("x" * 201, 1, 1), ("x", 0, 1), ("x", 1, -1)])
def test_what_is_no_lock_is_misuse(play: Play, name: str, expiry: float, wait: float) -> None:
    async def scene(one: Locks, other: Locks) -> None:
        with pytest.raises(ValueError, match=r"seconds|bytes"):
            async with one.hold(name, expiry=expiry, wait=wait):
                pass

    play(scene)
