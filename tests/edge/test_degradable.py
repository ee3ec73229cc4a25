"""Degradation of functions and of an answer's parts (api-layer point 9)."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from banyan.base import RequestContext, Trip, UserError, ambient, enter_request
from banyan.edge import OMITTED, Degraded, Switchboard, degradable, gather_parts

pytestmark = pytest.mark.anyio
_calls: list[str] = []


class NoSuchStudent(UserError):
    name = "no_such_student"
    status = 404


@degradable("test.grade", default={"grade": None}, timeout=0.05, when=Trip(failures=3, cool_down=60))
async def grade(what: str = "fine") -> dict[str, Any]:
    """What the grade service says."""
    _calls.append(what)
    if what == "slow":
        await asyncio.sleep(5)
    if what == "broken":
        raise ConnectionError("the grade service is gone")
    if what == "unknown":
        raise NoSuchStudent
    return {"grade": 90}


@degradable("test.advert", omit=True)
async def advert() -> str:
    raise OSError


@degradable("test.desk", wait=7)
async def desk() -> str:
    raise OSError


@pytest.fixture
def board() -> Switchboard:
    _calls.clear()
    return Switchboard()


async def _ask(board: Switchboard, *args: str) -> dict[str, Any]:
    with ambient({Switchboard: board}):
        return await grade(*args)


@pytest.mark.parametrize("trouble", ["broken", "slow"])
async def test_point_9_an_exception_or_a_timeout_is_replaced_by_the_declared_default(
    board: Switchboard, trouble: str
) -> None:
    before = time.monotonic()
    assert await _ask(board, trouble) == {"grade": None}
    assert time.monotonic() - before < 2
    assert await _ask(board) == {"grade": 90}


async def test_point_9_after_failures_in_a_row_it_is_not_called_at_all(board: Switchboard) -> None:
    for _ in range(10):
        assert await _ask(board, "broken") == {"grade": None}
    assert len(_calls) == 3
    assert board.state("test.grade") == "open"


async def test_an_answer_that_refuses_is_no_failure(board: Switchboard) -> None:
    for _ in range(10):
        with pytest.raises(NoSuchStudent):
            await _ask(board, "unknown")
    assert board.state("test.grade") == "closed"


async def test_point_9_switched_off_it_is_not_called_and_switched_to_normal_its_failure_is_shown(
    board: Switchboard,
) -> None:
    board.turn({"test.grade": "degraded"})
    assert await _ask(board) == {"grade": None}
    assert _calls == []
    board.turn({"test.grade": "normal"})
    for _ in range(10):
        with pytest.raises(ConnectionError):
            await _ask(board, "broken")
    board.turn({})
    assert len(_calls) == 10


async def test_nobody_can_spoil_the_default_for_the_next(board: Switchboard) -> None:
    (await _ask(board, "broken"))["grade"] = 1
    assert await _ask(board, "broken") == {"grade": None}


async def test_it_keeps_name_docstring_and_signature() -> None:
    assert grade.__name__ == "grade"
    assert grade.__doc__ == "What the grade service says."


async def test_one_that_is_left_out_and_one_that_asks_to_come_again() -> None:
    assert await advert() is OMITTED  # type: ignore[comparison-overlap]
    with pytest.raises(Degraded) as refused:
        await desk()
    assert (refused.value.status, refused.value.retry_after) == (503, 7)


async def test_point_9_parts_run_at_the_same_time_and_the_answer_says_which_were_degraded(
    board: Switchboard,
) -> None:
    async def school() -> str:
        await asyncio.sleep(0.2)
        return "No. 1"

    async def bus() -> str:
        await asyncio.sleep(0.2)
        return "12"

    request = RequestContext("1")
    enter_request(request)
    before = time.monotonic()
    with ambient({Switchboard: board}):
        parts = await gather_parts(None, grade=lambda: grade("slow"), school=school, bus=bus, advert=advert)
    assert time.monotonic() - before < 0.39
    assert parts.values == {"grade": {"grade": None}, "school": "No. 1", "bus": "12"}
    assert parts.degraded == ["grade", "advert"]
    assert sorted(request.degraded) == ["test.advert", "test.grade"]


async def test_point_9_only_the_parts_asked_for_are_computed() -> None:
    computed = []

    def part(name: str) -> Any:
        async def compute() -> str:
            computed.append(name)
            return name

        return compute

    parts = await gather_parts(["b", "b"], a=part("a"), b=part("b"))
    assert (parts.values, parts.degraded, computed) == ({"b": "b"}, [], ["b"])


async def test_what_a_part_without_a_default_raises_is_raised_and_the_others_are_cancelled() -> None:
    cancelled = asyncio.Event()

    async def endless() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            cancelled.set()

    async def wrong() -> None:
        raise NoSuchStudent

    with pytest.raises(NoSuchStudent):
        await gather_parts(None, endless=endless, wrong=wrong)
    assert cancelled.is_set()


@pytest.mark.parametrize("options", [{}, {"default": 1, "omit": True}, {"default": 1, "timeout": 0}])
def test_a_declaration_that_does_not_fit_is_refused_with_its_name(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"test\.wrong"):
        degradable("test.wrong", **options)


def test_two_parts_under_one_name_and_a_function_that_cannot_be_ended_are_refused() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        degradable("test.grade", default=0)
    with pytest.raises(TypeError, match="not async"):
        degradable("test.plain", default=0)(lambda: 1)  # type: ignore[arg-type, return-value]
