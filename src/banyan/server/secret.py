from __future__ import annotations

import os
import secrets

from banyan.base import SettingsError
from banyan.config import DataFolder


def make_secret(folder: DataFolder) -> None:
    """Made at the first start, kept for good: what is keyed by it (codes that were sent) is void without it."""
    try:
        descriptor = os.open(folder.secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))


def read_secret(folder: DataFolder) -> bytes:
    try:
        return bytes.fromhex(folder.secret.read_text().strip())
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"{folder.secret}: cannot be read as a secret ({error}); remove it to get a new one"
        ) from None
