from __future__ import annotations

import hashlib
import hmac
import os
import secrets

from banyan.base import SettingsError
from banyan.config import SHORTEST_SECRET, DataFolder, LoadedSettings


def make_secret(folder: DataFolder) -> None:
    """Made at the first start, kept for good: what is keyed by it (codes that were sent) is void without it."""
    try:
        descriptor = os.open(folder.secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))


def read_secret(loaded: LoadedSettings) -> bytes:
    """The setting, which all nodes of a site share, else the data folder's own."""
    return read_secrets(loaded)[0]


def read_secrets(loaded: LoadedSettings) -> list[bytes]:
    """The secret, and those that it had before: the file's further lines and the setting's."""
    site = loaded.values.site
    given = site.secret.get_secret_value()
    current = [given.encode()] if given else _read_file(loaded.folder)
    return [*current, *(secret.get_secret_value().encode() for secret in site.previous_secrets)]


def _read_file(folder: DataFolder) -> list[bytes]:
    file = folder.secret
    try:
        lines = file.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{file}: cannot be read ({error}); see who owns it, or remove it to get a new one"
        ) from None
    if not lines or min(map(len, lines)) < SHORTEST_SECRET:
        raise SettingsError(f"{file}: is too short for a secret; remove it to get a new one")
    return [line.encode() for line in lines]


def app_token(loaded: LoadedSettings) -> str:
    """By which app nodes that listen on TCP know the site's own gateways."""
    return hmac.new(read_secret(loaded), b"gateway to app", hashlib.sha256).hexdigest()
