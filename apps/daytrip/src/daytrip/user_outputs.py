"""What members are shown. The fields are in the contract's order."""

from __future__ import annotations

import msgspec

from banyan.accounts import Member
from banyan.api import PublicLinks
from daytrip.avatars import avatar_link


class Done(msgspec.Struct):
    ok: bool = True


class LoggedInOutput(msgspec.Struct):
    """Older clients read `ok`, newer ones `token`."""

    ok: bool
    token: str


class Profile(msgspec.Struct, rename={"avatar_url": "avatarUrl"}):
    id: int
    name: str | None
    email: str | None
    phone: str | None
    avatar_url: str | None


class WhoIsThere(msgspec.Struct):
    data: Profile | None


class AvatarOutput(msgspec.Struct, rename={"url": "avatarUrl"}):
    url: str


class NewAvatar(msgspec.Struct):
    data: AvatarOutput


def who_is_there(visitor: Member | None, links: PublicLinks) -> WhoIsThere:
    if visitor is None:
        return WhoIsThere(None)
    avatar = avatar_link(visitor.avatar_url, links) if visitor.avatar_url else None
    return WhoIsThere(Profile(visitor.id, visitor.name, visitor.email, visitor.contact_phone, avatar))
