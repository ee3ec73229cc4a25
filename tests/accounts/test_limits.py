"""What one client address may do, on a real database."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from banyan.accounts import (
    IdentityKey,
    NotRegistered,
    SentCode,
    TooManyAttempts,
    WrongCode,
    WrongPassword,
    mask_phone,
    phone_identity,
)
from banyan.base import utc_now
from tests.accounts.house import House, Play

PHONE = phone_identity("18866668888")


def test_one_code_a_minute_for_a_phone(play: Play) -> None:
    async def scene(house: House) -> None:
        await house.codes.send(PHONE, "a")
        with pytest.raises(TooManyAttempts) as caught:
            await house.codes.send(PHONE, "b")
        assert 55 < (caught.value.retry_after or 0) <= 60
        await house.pass_time(timedelta(seconds=61))
        await house.codes.send(PHONE, "b")

    play(scene)


def test_ten_codes_a_day_for_a_phone(play: Play) -> None:
    async def scene(house: House) -> None:
        for _ in range(10):
            await house.codes.send(PHONE, "a")
            await house.pass_time(timedelta(hours=1))
        with pytest.raises(TooManyAttempts) as caught:
            await house.codes.send(PHONE, "a")
        assert 13 * 3600 < (caught.value.retry_after or 0) <= 14 * 3600
        await house.pass_time(timedelta(hours=15))
        await house.codes.send(PHONE, "a")

    play(scene)


def test_ten_wrong_passwords_in_a_quarter_of_an_hour_and_a_right_one_starts_anew(play: Play) -> None:
    async def scene(house: House) -> None:
        await house.registration.register(PHONE, "right", None)
        for _ in range(2):
            for _ in range(9):
                with pytest.raises(WrongPassword):
                    await house.log_in("18866668888", "wrong")
            await house.log_in("18866668888", "right")
        for _ in range(10):
            with pytest.raises(WrongPassword):
                await house.log_in("18866668888", "wrong")
        with pytest.raises(TooManyAttempts) as caught:
            await house.log_in("18866668888", "right")
        assert 14 * 60 < (caught.value.retry_after or 0) <= 15 * 60
        await house.pass_time(timedelta(minutes=15))
        await house.log_in("18866668888", "right")

    play(scene)


def test_thirty_codes_an_hour_for_an_address(play: Play) -> None:
    async def scene(house: House) -> None:
        for number in range(30):
            await house.codes.send(phone_identity(f"13800000{number:03d}"), "a")
        with pytest.raises(TooManyAttempts):
            await house.codes.send(PHONE, "a")
        await house.codes.send(PHONE, "b")

    play(scene)


def test_a_code_expires_and_is_used_once(play: Play) -> None:
    async def scene(house: House) -> None:
        await house.codes.send(PHONE, "a")
        code = house.outbox.sent[-1].values["code"]
        await house.codes.use(PHONE, code)
        with pytest.raises(WrongCode):
            await house.codes.use(PHONE, code)
        await house.pass_time(timedelta(minutes=2))
        await house.codes.send(PHONE, "a")
        async with house.database.transaction() as session:
            await session.execute(update(SentCode).values(expires_at=utc_now()))
        with pytest.raises(WrongCode):
            await house.codes.use(PHONE, house.outbox.sent[-1].values["code"])

    play(scene)


def test_five_wrong_guesses_end_a_code(play: Play) -> None:
    async def scene(house: House) -> None:
        await house.codes.send(PHONE, "a")
        code = house.outbox.sent[-1].values["code"]
        for _ in range(5):
            with pytest.raises(WrongCode):
                await house.codes.use(PHONE, f"{(int(code) + 1) % 10**6:06d}")
        with pytest.raises(WrongCode):
            await house.codes.use(PHONE, code)

    play(scene)


def test_a_code_used_twice_at_once_works_once(play: Play) -> None:
    async def scene(house: House) -> None:
        await house.codes.send(PHONE, "a")
        code = house.outbox.sent[-1].values["code"]
        outcomes = await asyncio.gather(*(house.codes.use(PHONE, code) for _ in range(10)), return_exceptions=True)
        assert outcomes.count(None) == 1

    play(scene)


def test_a_hundred_guesses_at_once_are_ten(play: Play) -> None:
    async def scene(house: House) -> None:
        await house.registration.register(PHONE, "right", None)
        outcomes = await asyncio.gather(
            *(house.log_in("18866668888", "wrong") for _ in range(40)), return_exceptions=True
        )
        kinds = [type(outcome) for outcome in outcomes]
        assert (kinds.count(WrongPassword), kinds.count(TooManyAttempts)) == (10, 30)

    play(scene)


def test_a_hundred_failures_of_an_address_over_many_phones(play: Play) -> None:
    async def scene(house: House) -> None:
        await house.registration.register(PHONE, "right", None)
        for number in range(99):
            with pytest.raises(NotRegistered):
                await house.log_in(f"13800000{number:03d}", "x")
        await house.log_in("18866668888", "right")
        with pytest.raises(NotRegistered):
            await house.log_in("13900000000", "x")
        with pytest.raises(TooManyAttempts):
            await house.log_in("18866668888", "right")
        await house.log_in("18866668888", "right", address="b")

    play(scene)


@pytest.mark.parametrize(
    ("phone", "value", "masked"),
    [
        ("18866668888", "+8618866668888", "188****8888"),
        ("+8618866668888", "+8618866668888", "188****8888"),
        ("+886912345678", "+886912345678", "+88****5678"),
        ("+123456", "+123456", "+1****6"),
    ],
)
def test_phones(phone: str, value: str, masked: str) -> None:
    assert phone_identity(phone) == IdentityKey("phone", value)
    assert mask_phone(value) == masked
