"""Login that tells nothing, changed and forgotten passwords, profiles: on every database."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from banyan.accounts import (
    Account,
    AlreadyRegistered,
    IdentityTaken,
    LoggedIn,
    PasswordReset,
    ProfileChange,
    SamePassword,
    TooManyAttempts,
    WrongCurrentPassword,
    WrongPassword,
    WrongResetLink,
    email_identity,
)
from banyan.base import utc_now
from tests.accounts.house import House, Play

ANNA, BEN = email_identity("anna@site.test"), email_identity("ben@site.test")


async def register(house: House, password: str = "right1234") -> int:
    return await house.registration.register(ANNA, password, None, name="Anna", address="a")


async def log_in(house: House, password: str = "right1234", address: str = "a") -> LoggedIn:
    return await house.logins.log_in(ANNA, password, address=address, device="other", tells=False, kind="signed")


async def member_id(house: House, login: LoggedIn) -> int:
    async with house.database.transaction(writes=False) as session:
        member = await house.sessions.member(session, login.token)
    assert member is not None
    return member.session_id


async def cost_of(refused: Callable[[], Awaitable[object]]) -> float:
    """Processor seconds: they tell what was done, however busy the machine is."""

    def spent() -> float:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return usage.ru_utime + usage.ru_stime

    before = spent()
    for _ in range(8):
        with pytest.raises(WrongPassword):
            await refused()
    return spent() - before


def test_an_unknown_address_and_a_wrong_password_are_one_error_at_one_cost(play: Play) -> None:
    async def scene(house: House) -> None:
        await register(house)
        await log_in(house)

        async def unknown() -> None:
            await house.logins.log_in(BEN, "x", address="a", device="other", tells=False)

        wrong, nobody = await cost_of(lambda: log_in(house, "wrong")), await cost_of(unknown)
        assert 0.5 < nobody / wrong < 2

    play(scene)


def test_an_unknown_address_is_limited_as_a_known_one(play: Play) -> None:
    async def scene(house: House) -> None:
        await register(house)
        for key in (ANNA, BEN):
            for _ in range(house.settings.failed_logins):
                with pytest.raises(WrongPassword):
                    await house.logins.log_in(key, "x", address="a", device="other", tells=False)
            with pytest.raises(TooManyAttempts):
                await house.logins.log_in(key, "x", address="a", device="other", tells=False)

    play(scene)


def test_an_address_may_ask_thirty_times_an_hour_who_is_registered(play: Play) -> None:
    async def scene(house: House) -> None:
        anna = await register(house)
        for _ in range(28):
            with pytest.raises(AlreadyRegistered):
                await register(house)
        await house.registration.register(BEN, "right1234", None, address="a")
        with pytest.raises(TooManyAttempts):
            await register(house)
        with pytest.raises(TooManyAttempts):
            await house.profiles.change(anna, ProfileChange(email=BEN), address="a")
        await house.profiles.change(anna, ProfileChange(email=ANNA), address="a")
        with pytest.raises(IdentityTaken):
            await house.profiles.change(anna, ProfileChange(email=BEN), address="b")

    play(scene)


def test_a_changed_password_ends_the_other_sessions_and_links(play: Play) -> None:
    async def scene(house: House) -> None:
        account_id = await register(house)
        here, there = await log_in(house), await log_in(house)
        await house.links.send(ANNA, page="/new", address="a")
        confirmed = await house.changes.confirm(account_id, "right1234")
        with pytest.raises(SamePassword):
            await house.changes.change(confirmed, "right1234", keep=None)
        await house.changes.change(confirmed, "other1234", keep=await member_id(house, here))
        assert (await house.is_live(here), await house.is_live(there)) == (True, False)
        with pytest.raises(WrongResetLink):
            await house.links.use(await house.link_token(), "third1234")
        with pytest.raises(WrongPassword):
            await log_in(house)
        await log_in(house, "other1234")
        # What was confirmed is the password no more.
        with pytest.raises(WrongCurrentPassword):
            await house.changes.change(confirmed, "third1234", keep=None)

    play(scene)


def test_the_current_password_cannot_be_guessed_by_who_has_a_session(play: Play) -> None:
    async def scene(house: House) -> None:
        account_id = await register(house)
        for _ in range(house.settings.failed_logins):
            with pytest.raises(WrongCurrentPassword):
                await house.changes.confirm(account_id, "wrong")
        with pytest.raises(TooManyAttempts):
            await house.changes.confirm(account_id, "right1234")

    play(scene)


def test_a_login_by_the_old_password_that_races_the_change_does_not_outlive_it(play: Play) -> None:
    async def scene(house: House) -> None:
        account_id = await register(house)
        confirmed = await house.changes.confirm(account_id, "right1234")
        outcomes = await asyncio.gather(
            *(log_in(house, address=str(number)) for number in range(8)),
            house.changes.change(confirmed, "other1234", keep=None),
            return_exceptions=True,
        )
        assert {type(each) for each in outcomes[:-1]} <= {LoggedIn, WrongPassword}
        assert outcomes[-1] is None
        assert not [each for each in outcomes if isinstance(each, LoggedIn) and await house.is_live(each)]

    play(scene)


def test_a_forgotten_password_is_set_by_a_link_once_and_every_session_ends(play: Play) -> None:
    async def scene(house: House) -> None:
        await register(house)
        login = await log_in(house)
        await house.links.send(ANNA, page="/new", address="a")
        token = await house.link_token()
        message = house.outbox.sent[-1]
        assert (message.kind, message.to, message.template) == ("email", ANNA.value, "password_reset")
        assert message.values == {"link": f"https://site.test/new#token={token}", "minutes": "30"}
        async with house.database.transaction() as session:
            assert token not in list(await session.scalars(select(PasswordReset.token_hash)))
        outcomes = await asyncio.gather(
            *(house.links.use(token, f"other123{number}") for number in range(6)), return_exceptions=True
        )
        assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", *["WrongResetLink"] * 5]
        assert not await house.is_live(login)
        await log_in(house, f"other123{outcomes.index(None)}")

    play(scene)


def test_a_link_is_good_for_half_an_hour(play: Play) -> None:
    async def scene(house: House) -> None:
        await register(house)
        await house.links.send(ANNA, page="/new", address="a")
        async with house.database.transaction() as session:
            await session.execute(update(PasswordReset).values(expires_at=utc_now() + timedelta(seconds=1)))
        token = await house.link_token()
        async with house.database.transaction() as session:
            await session.execute(update(PasswordReset).values(expires_at=utc_now()))
        for wrong in (token, token[:-1], "", "x" * 10**6, "\ud800"):
            with pytest.raises(WrongResetLink):
                await house.links.use(wrong, "other1234")
        await log_in(house)

    play(scene)


def test_nobody_is_sent_nothing_within_the_same_limits(play: Play) -> None:
    async def scene(house: House) -> None:
        await register(house)
        for key in (ANNA, BEN):
            await house.links.send(key, page="/new", address="a")
            with pytest.raises(TooManyAttempts) as caught:
                await house.links.send(key, page="/new", address="b")
            assert 55 < (caught.value.retry_after or 0) <= 60
        await house.post.close()
        assert [message.to for message in house.outbox.sent] == [ANNA.value]

    play(scene)


def test_a_new_address_makes_links_to_the_old_one_void(play: Play) -> None:
    async def scene(house: House) -> None:
        account_id = await register(house)
        await house.links.send(ANNA, page="/new", address="a")
        await house.profiles.change(account_id, ProfileChange(email=BEN), address="a")
        with pytest.raises(WrongResetLink):
            await house.links.use(await house.link_token(), "other1234")

    play(scene)


def test_what_a_profile_change_does_not_name_stays(play: Play) -> None:
    async def scene(house: House) -> None:
        account_id = await register(house)
        other = await house.registration.register(BEN, "right1234", None, name="Ben")

        async def change(changed: ProfileChange) -> tuple[object, ...]:
            await house.profiles.change(account_id, changed, address="a")
            async with house.database.transaction(writes=False) as session:
                row = await session.get_one(Account, account_id)
                return row.name, row.contact_phone, row.avatar_url

        assert await change(ProfileChange(contact_phone="0912345678")) == ("Anna", "0912345678", None)
        assert await change(ProfileChange(avatar_url="/a.webp")) == ("Anna", "0912345678", "/a.webp")
        assert await change(ProfileChange(name="安娜", contact_phone=None)) == ("安娜", None, "/a.webp")
        with pytest.raises(IdentityTaken):
            await change(ProfileChange(name="nobody", email=BEN))
        assert await change(ProfileChange(email=email_identity("new@site.test"))) == ("安娜", None, "/a.webp")
        async with house.database.transaction(writes=False) as session:
            assert (await session.get_one(Account, other)).name == "Ben"

    play(scene)
