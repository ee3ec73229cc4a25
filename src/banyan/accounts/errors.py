from __future__ import annotations

from banyan.base import TooManyRequests, UserError


class AlreadyRegistered(UserError):
    name = "already_registered"
    status = 409
    message = "This identity is registered already; log in instead."


class IdentityTaken(AlreadyRegistered):
    name = "identity_taken"
    message = "Another account has this identity."


class WrongEmail(UserError):
    name = "wrong_email"
    message = "This is no e-mail address."


class NotRegistered(UserError):
    name = "not_registered"
    status = 404
    message = "This identity is not registered."


class WrongPassword(UserError):
    name = "wrong_password"
    status = 403
    message = "The password is wrong."


class WrongCurrentPassword(WrongPassword):
    name = "wrong_current_password"
    message = "The current password is wrong."


class SamePassword(UserError):
    name = "same_password"
    message = "The new password is the old one."


class WrongResetLink(UserError):
    name = "wrong_reset_link"
    status = 403
    message = "The link was used, has expired, or never was."


class WrongCode(UserError):
    name = "wrong_code"
    status = 403
    message = "The code is wrong or has expired."


class TooManyAttempts(TooManyRequests):
    name = "too_many_attempts"


class NotLoggedIn(UserError):
    name = "not_logged_in"
    status = 401
    message = "Not logged in, or the login has expired."
