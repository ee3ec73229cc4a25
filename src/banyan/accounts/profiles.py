from __future__ import annotations

from dataclasses import dataclass

from msgspec import UNSET, UnsetType
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts.errors import IdentityTaken
from banyan.accounts.identities import IdentityKey
from banyan.accounts.member_tag import member_tag
from banyan.accounts.quotas import Quotas
from banyan.accounts.registration import asking
from banyan.accounts.repositories import Identities, PasswordResets
from banyan.accounts.rows import Account, Identity
from banyan.config import AccountsSection
from banyan.data import Database, invalidate


@dataclass(frozen=True)
class ProfileChange:
    """What is UNSET stays as it is."""

    name: str | UnsetType | None = UNSET
    email: IdentityKey | UnsetType = UNSET
    contact_phone: str | UnsetType | None = UNSET
    avatar_url: str | UnsetType | None = UNSET

    @property
    def columns(self) -> dict[str, str | None]:
        values = {"name": self.name, "contact_phone": self.contact_phone, "avatar_url": self.avatar_url}
        return {column: value for column, value in values.items() if value is not UNSET}


class Profiles:
    """What an account says of its owner."""

    def __init__(self, database: Database, quotas: Quotas, settings: AccountsSection) -> None:
        self._database = database
        self._quotas = quotas
        self._settings = settings

    async def change(self, account_id: int, change: ProfileChange, *, address: str) -> str | None:
        """All of it or nothing. Raises IdentityTaken; TooManyAttempts, for that tells who is registered (`address`: the
        client's). Returns the URL of the avatar as it was, so that whoever replaced it can remove its file."""
        if isinstance(change.email, IdentityKey):
            await self._count_asking(account_id, change.email, address)
        try:
            async with self._database.transaction() as session:
                # Two changes of one account are one after the other.
                avatar = await session.scalar(
                    select(Account.avatar_url).where(Account.id == account_id).with_for_update()
                )
                if change.columns:
                    await session.execute(update(Account).where(Account.id == account_id).values(**change.columns))
                if isinstance(change.email, IdentityKey):
                    await _set_identity(session, account_id, change.email)
                invalidate(session, member_tag(account_id))
        except IntegrityError:
            raise IdentityTaken from None
        return avatar

    async def _count_asking(self, account_id: int, key: IdentityKey, address: str) -> None:
        async with self._database.transaction() as session:
            if await Identities(session=session).account_of(key) != account_id:
                await self._quotas.take(session, asking(address, self._settings))


async def _set_identity(session: AsyncSession, account_id: int, key: IdentityKey) -> None:
    identity = await Identities(session=session).of_account(account_id, key.kind)
    if identity is None:
        session.add(Identity(kind=key.kind, value=key.value, account_id=account_id))
    elif identity.value != key.value:
        identity.value, identity.verified_at = key.value, None
        # They were sent to the address that was.
        await PasswordResets(session=session).forget(account_id)
    await session.flush()
