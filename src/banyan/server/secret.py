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
    given = loaded.values.site.secret.get_secret_value()
    if given:
        return given.encode()
    file = loaded.folder.secret
    try:
        text = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{file}: cannot be read ({error}); see who owns it, or remove it to get a new one"
        ) from None
    if len(text) < SHORTEST_SECRET:
        raise SettingsError(f"{file}: is too short for a secret; remove it to get a new one")
    return text.encode()


def app_token(loaded: LoadedSettings) -> str:
    """By which app nodes that listen on TCP know the site's own gateways."""
    return hmac.new(read_secret(loaded), b"gateway to app", hashlib.sha256).hexdigest()
