"""Kinds of ParameterError that have an HTTP status of their own; a module's shape words them as any other."""

from __future__ import annotations

from banyan.base import ParameterError

_UTF8 = ("utf-8", "utf8", "us-ascii", "ascii")


class TooMuchInput(ParameterError):
    status = 413


class UnsupportedType(ParameterError):
    """A media type, or its charset."""

    status = 415


def check_charset(charset: str | None, field: str) -> None:
    """What a client calls its text, if it does. Raises UnsupportedType: there is one encoding, UTF-8."""
    if charset and charset.lower() not in _UTF8:
        raise UnsupportedType(field, "text is UTF-8 here")
