from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from banyan.accounts.errors import WrongEmail

# `+` and 6–15 digits, or a mainland number of 11 digits (contract "members", POST /users/regist).
PHONE_PATTERN = r"^(\+[0-9]{6,15}|1[0-9]{10})$(?!\n)"
_PHONE = re.compile(PHONE_PATTERN)
# What HTML takes for an e-mail address, with a domain of at least two labels, a name at its end, and dots in the local
# part only between others: the addresses that people have (RFC 5321 allows some that nobody does).
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])")
_LONGEST_EMAIL = 254


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


def email_identity(text: str) -> IdentityKey:
    """The identity of an e-mail address as it was typed: in small letters, without blanks around it. Raises
    WrongEmail."""
    email = text.strip(" \t\r\n")
    # Before the letters are made small: a few that are not ASCII would become some that are.
    if len(email) > _LONGEST_EMAIL or not email.isascii() or not _EMAIL.fullmatch(email.lower()):
        raise WrongEmail
    return IdentityKey("email", email.lower())


def mask_phone(value: str) -> str:
    """`+8618866668888` → `188****8888`: enough for its owner to know it, too little for anybody else."""
    digits = value.removeprefix("+86") if len(value) == 14 else value
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 9 else f"{digits[:2]}****{digits[-1:]}"
