"""The error tree.

BanyanError
├── UserError            shown to the client as it is
│   ├── ParameterError       a part of the request does not fit its declaration
│   ├── MalformedPath        a path that two tiers could read differently
│   ├── BodyTooLarge
│   ├── TooManyRequests
│   └── …                    the packages add their own, each with its name
├── SystemFault          logged, and hidden behind a general message
└── SettingsError        for whoever starts the site: one line that names the key and the mend

Whatever else is raised is *unknown*: logged with its traceback, and hidden.
"""

from __future__ import annotations

from typing import ClassVar


class BanyanError(Exception):
    """`name` is what a module's error shape gives a code to; `status` is the HTTP status it has by default.
    `retry_after`: whole seconds, sent as the Retry-After header (RFC 9110 section 10.2.3)."""

    name: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    message: str = ""
    retry_after: int | None = None

    def __init__(self, message: str = "", *, retry_after: int | None = None) -> None:
        self.message = message or type(self).message
        if retry_after is not None:
            self.retry_after = retry_after
        super().__init__(self.message)


class UserError(BanyanError):
    name = "user_error"
    status = 400
    message = "The request cannot be served as it stands."


class ParameterError(UserError):
    name = "parameter"
    message = "A parameter is missing or wrong."

    def __init__(self, field: str, message: str = "") -> None:
        """`field` names the offending parameter, or the body as a whole."""
        self.field = field
        super().__init__(f"{field}: {message}" if message else field)


class MalformedPath(UserError):
    name = "malformed_path"
    message = "The path is not in canonical form."


class BodyTooLarge(UserError):
    name = "body_too_large"
    status = 413
    message = "The request body is too large."


class TooManyRequests(UserError):
    name = "too_many_requests"
    status = 429
    message = "Too many requests; try again later."


class SystemFault(BanyanError):
    name = "system_fault"
    message = "Something went wrong on our side."


class SettingsError(BanyanError):
    """Its message is one line: the key, what is wrong with it, the mend."""

    name = "settings"
