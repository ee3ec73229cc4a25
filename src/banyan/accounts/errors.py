from __future__ import annotations

from banyan.base import TooManyRequests, UserError


class AlreadyRegistered(UserError):
    name = "already_registered"
    status = 409
    message = "This identity is registered already; log in instead."


class NotRegistered(UserError):
    name = "not_registered"
    status = 404
    message = "This identity is not registered."


class WrongPassword(UserError):
    name = "wrong_password"
    status = 403
    message = "The password is wrong."


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
