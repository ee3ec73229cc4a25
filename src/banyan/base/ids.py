from __future__ import annotations

import os
import secrets


def new_request_id() -> str:
    """32 hexadecimal digits, the form of nginx's `$request_id` and of a W3C trace id."""
    return os.urandom(16).hex()


def new_token() -> str:
    """A bearer secret of 256 bits in URL-safe characters."""
    return secrets.token_urlsafe(32)
