"""What clients send, declared once; what does not fit is a 1001."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from banyan.accounts import PHONE_PATTERN, IdentityKey, phone_identity

Phone = Annotated[str, Meta(pattern=PHONE_PATTERN, max_length=16, examples=["18866668888", "+886912345678"])]
Password = Annotated[str, Meta(min_length=1, max_length=128)]
Code = Annotated[str, Meta(pattern=r"^[0-9]{6}$(?!\n)", examples=["123456"])]


class CodeRequest(msgspec.Struct, frozen=True):
    phone: Phone

    @property
    def identity(self) -> IdentityKey:
        return phone_identity(self.phone)


class Credentials(CodeRequest, frozen=True):
    password: Password


class RegistrationRequest(Credentials, frozen=True):
    code: Code
