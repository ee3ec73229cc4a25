"""Accounts shared by all modules: identities, passwords, codes, sessions, and the limits on guessing."""

from banyan.accounts.codes import Codes
from banyan.accounts.errors import (
    AlreadyRegistered,
    NotLoggedIn,
    NotRegistered,
    TooManyAttempts,
    WrongCode,
    WrongPassword,
)
from banyan.accounts.identities import PHONE_PATTERN, IdentityKey, mask_phone, phone_identity
from banyan.accounts.logins import LoggedIn, Logins
from banyan.accounts.passwords import PasswordHasher
from banyan.accounts.quotas import Allowance, DatabaseQuotas, HastenedQuotas, Quotas, RedisQuotas
from banyan.accounts.registration import Registration
from banyan.accounts.rows import Account, Identity, LoginSession, Quota, SentCode
from banyan.accounts.sessions import SESSION_COOKIE, Member, Sessions

__all__ = [
    "PHONE_PATTERN",
    "SESSION_COOKIE",
    "Account",
    "Allowance",
    "AlreadyRegistered",
    "Codes",
    "DatabaseQuotas",
    "HastenedQuotas",
    "Identity",
    "IdentityKey",
    "LoggedIn",
    "LoginSession",
    "Logins",
    "Member",
    "NotLoggedIn",
    "NotRegistered",
    "PasswordHasher",
    "Quota",
    "Quotas",
    "RedisQuotas",
    "Registration",
    "SentCode",
    "Sessions",
    "TooManyAttempts",
    "WrongCode",
    "WrongPassword",
    "mask_phone",
    "phone_identity",
]
