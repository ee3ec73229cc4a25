"""Values in nginx's configuration language, so that none can say more than its author meant."""

from __future__ import annotations

import re

from banyan.base import SettingsError

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def quoted(value: object) -> str:
    """A quoted parameter."""
    return f'"{inside_quotes(value)}"'


def inside_quotes(value: object) -> str:
    """nginx has no escape for `$`: a value with one is refused, not read as a variable."""
    if "$" in str(value):
        raise SettingsError(f"gateway: {str(value)!r} has a $, which nginx would read as a variable; use another name")
    return _escaped(str(value))


def quoted_regex(pattern: str) -> str:
    """A quoted parameter of a place where nginx looks for no variables: a regular expression."""
    return f'"{_escaped(pattern)}"'


def _escaped(text: str) -> str:
    if _CONTROL.search(text):
        raise SettingsError(f"gateway: {text!r} has a control character; use another name")
    return text.replace("\\", "\\\\").replace('"', '\\"')


def milliseconds(seconds: float) -> str:
    return f"{max(1, round(seconds * 1000))}ms"
