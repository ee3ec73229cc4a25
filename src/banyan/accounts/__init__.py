"""Accounts shared by all modules: identities, passwords, codes, sessions, and the limits on guessing."""

from banyan.accounts.codes import Codes
from banyan.accounts.cookie import ended_cookie, session_cookie
from banyan.accounts.errors import (
    AlreadyRegistered,
    IdentityTaken,
    NotLoggedIn,
    NotRegistered,
    SamePassword,
    TooManyAttempts,
    WrongCode,
    WrongCurrentPassword,
    WrongEmail,
    WrongPassword,
    WrongResetLink,
)
from banyan.accounts.identities import PHONE_PATTERN, IdentityKey, email_identity, mask_phone, phone_identity
from banyan.accounts.logins import LoggedIn, Logins
from banyan.accounts.member_tag import member_tag
from banyan.accounts.password_changes import Confirmed, PasswordChanges
from banyan.accounts.password_links import PasswordLinks
from banyan.accounts.passwords import PasswordHasher
from banyan.accounts.profiles import ProfileChange, Profiles
from banyan.accounts.quotas import Allowance, DatabaseQuotas, HastenedQuotas, Quotas, RedisQuotas
from banyan.accounts.registration import Registration
from banyan.accounts.rows import Account, Identity, LoginSession, PasswordReset, Quota, SentCode
from banyan.accounts.sessions import SESSION_COOKIE, Member, Sessions, TokenKind
from banyan.accounts.tokens import Claims, TokenKeys

__all__ = [
    "PHONE_PATTERN",
    "SESSION_COOKIE",
    "Account",
    "Allowance",
    "AlreadyRegistered",
    "Claims",
    "Codes",
    "Confirmed",
    "DatabaseQuotas",
    "HastenedQuotas",
    "Identity",
    "IdentityKey",
    "IdentityTaken",
    "LoggedIn",
    "LoginSession",
    "Logins",
    "Member",
    "NotLoggedIn",
    "NotRegistered",
    "PasswordChanges",
    "PasswordHasher",
    "PasswordLinks",
    "PasswordReset",
    "ProfileChange",
    "Profiles",
    "Quota",
    "Quotas",
    "RedisQuotas",
    "Registration",
    "SamePassword",
    "SentCode",
    "Sessions",
    "TokenKeys",
    "TokenKind",
    "TooManyAttempts",
    "WrongCode",
    "WrongCurrentPassword",
    "WrongEmail",
    "WrongPassword",
    "WrongResetLink",
    "email_identity",
    "ended_cookie",
    "mask_phone",
    "member_tag",
    "phone_identity",
    "session_cookie",
]
