from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

# `+` and 6–15 digits, or a mainland number of 11 digits (contract "members", POST /users/regist).
PHONE_PATTERN = r"^(\+[0-9]{6,15}|1[0-9]{10})$(?!\n)"
_PHONE = re.compile(PHONE_PATTERN)


@dataclass(frozen=True)
class IdentityKey:
    kind: Literal["phone", "email"]
    value: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


def phone_identity(phone: str) -> IdentityKey:
    """The identity of a phone as it was typed: a mainland number and its +86 form are one. ValueError if it is none."""
    if _PHONE.match(phone) is None:
        raise ValueError("a phone is + and 6 to 15 digits, or 11 digits that begin with 1")
    return IdentityKey("phone", phone if phone.startswith("+") else f"+86{phone}")


def mask_phone(value: str) -> str:
    """`+8618866668888` → `188****8888`: enough for its owner to know it, too little for anybody else."""
    digits = value.removeprefix("+86") if len(value) == 14 else value
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 9 else f"{digits[:2]}****{digits[-1:]}"
