"""What members send. The types are for a machine; what a person can mistype is refused in words of its own."""

from __future__ import annotations

import re
import unicodedata

import msgspec
from msgspec import UNSET, UnsetType

from banyan.accounts import ProfileChange, email_identity
from banyan.base import ParameterError
from daytrip.user_errors import PasswordsDiffer, WeakPassword, WrongName, WrongPhone

_LONGEST_NAME = 100
# Unicode's categories of controls, line and paragraph ends.
_NOT_IN_NAMES = frozenset({"Cc", "Zl", "Zp"})
LONGEST_PASSWORD = 128
_PASSWORD = re.compile(rf"(?=.*[0-9])(?=.*[A-Za-z]).{{8,{LONGEST_PASSWORD}}}", re.DOTALL)
_PHONE = re.compile(r"(\+|00)[0-9]{6,15}|09[0-9]{8}")


class Credentials(msgspec.Struct, frozen=True):
    email: str
    password: str


class NewMember(Credentials, frozen=True):
    name: str


class ProfileInput(msgspec.Struct, frozen=True, kw_only=True):
    """What is not sent stays as it is. Two generations of clients, two names for each."""

    name: str | UnsetType = UNSET
    email: str | UnsetType = UNSET
    phone: str | UnsetType | None = UNSET
    user_name: str | UnsetType = msgspec.field(default=UNSET, name="userName")
    user_email: str | UnsetType = msgspec.field(default=UNSET, name="userEmail")
    user_phone: str | UnsetType | None = msgspec.field(default=UNSET, name="userPhone")

    def change(self) -> ProfileChange:
        """Raises WrongName, WrongEmail, WrongPhone; ParameterError where nothing is to be changed."""
        name = self.user_name if self.name is UNSET else self.name
        email = self.user_email if self.email is UNSET else self.email
        phone = self.user_phone if self.phone is UNSET else self.phone
        change = ProfileChange(
            name=name if isinstance(name, UnsetType) else checked_name(name),
            email=email if isinstance(email, UnsetType) else email_identity(email),
            contact_phone=phone if isinstance(phone, UnsetType) else _checked_phone(phone),
        )
        if change == ProfileChange():
            raise ParameterError("body", "name, email or phone is due")
        return change


class PasswordInput(msgspec.Struct, frozen=True):
    old: str = msgspec.field(name="oldPwd")
    new: str = msgspec.field(name="newPwd")
    repeat: str = msgspec.field(name="repeatPwd")


class ResetRequest(msgspec.Struct, frozen=True):
    email: str


class ResetInput(msgspec.Struct, frozen=True):
    token: str
    new: str = msgspec.field(name="newPwd")
    repeat: str = msgspec.field(name="repeatPwd")


def checked_name(text: str) -> str:
    """Without blanks around it. Raises WrongName for none, one over 100 characters, one with controls or line ends."""
    name = text.strip()
    if not 0 < len(name) <= _LONGEST_NAME or not _NOT_IN_NAMES.isdisjoint(map(unicodedata.category, name)):
        raise WrongName
    return name


def checked_password(text: str) -> str:
    if _PASSWORD.fullmatch(text) is None:
        raise WeakPassword
    return text


def checked_pair(new: str, repeat: str) -> str:
    """Raises PasswordsDiffer, WeakPassword."""
    if new != repeat:
        raise PasswordsDiffer
    return checked_password(new)


def _checked_phone(text: str | None) -> str | None:
    phone = (text or "").strip()
    if phone and _PHONE.fullmatch(phone) is None:
        raise WrongPhone
    return phone or None
