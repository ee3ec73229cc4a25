from __future__ import annotations

from pathlib import Path

from banyan.config import LoadedSettings
from banyan.notify.base import Sender
from banyan.notify.by_kind import SendersByKind
from banyan.notify.development import DevelopmentSender


def open_sender(loaded: LoadedSettings) -> Sender:
    """As the settings `mail` say; for phones there is development's alone. Raises SettingsError."""
    development = DevelopmentSender(loaded.folder.mail)
    mail = loaded.values.mail
    if mail.sender == "development":
        return development
    # The driver is loaded by the sites that use it.
    from banyan.notify.smtp import SmtpSender

    ca_file: Path | None = loaded.path(mail.ca_file) if mail.ca_file else None
    return SendersByKind({"phone": development, "email": SmtpSender(mail, loaded.values.site.name, ca_file)})
