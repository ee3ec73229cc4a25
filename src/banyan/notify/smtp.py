from __future__ import annotations

import asyncio
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path

import aiosmtplib

from banyan.base import SettingsError
from banyan.config import MailSection
from banyan.notify.base import Message
from banyan.notify.errors import NotSent
from banyan.notify.wording import write_letter


class SmtpSender:
    """E-mail by a mail server (RFC 5321), over a connection of its own, whose certificate is checked."""

    def __init__(self, settings: MailSection, site: str, ca_file: Path | None) -> None:
        """`ca_file`: instead of the system's authorities. Raises SettingsError."""
        self._settings = settings
        self._site = site
        self._tls = _context(ca_file) if settings.tls != "none" else None

    async def send(self, message: Message) -> None:
        letter = self._letter(message)
        settings = self._settings
        try:
            async with asyncio.timeout(settings.timeout):
                await aiosmtplib.send(
                    letter,
                    hostname=settings.host,
                    port=settings.port,
                    username=settings.username or None,
                    password=settings.password.get_secret_value() or None,
                    use_tls=settings.tls == "tls",
                    start_tls=settings.tls == "starttls",
                    tls_context=self._tls,
                    timeout=settings.timeout,
                )
        except TimeoutError:
            raise NotSent(f"the mail server did not take it within {settings.timeout:g} s") from None
        except (aiosmtplib.SMTPException, OSError, UnicodeError) as error:
            raise NotSent(f"the mail server did not take it: {_reason(error)}") from None

    def _letter(self, message: Message) -> EmailMessage:
        words = write_letter(message.template, message.values, self._site)
        letter = EmailMessage()
        letter["Subject"] = words.subject
        letter["From"] = self._settings.from_address
        letter["To"] = message.to
        letter["Date"] = formatdate()
        letter["Message-ID"] = make_msgid(domain=self._settings.from_address.rpartition("@")[2])
        # Nobody's absence note is wanted (RFC 3834).
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(words.text)
        return letter


def _context(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise SettingsError(f"mail.ca_file: {ca_file} cannot be used ({error}); name a PEM file") from None


def _reason(error: Exception) -> str:
    """Its kind and the server's code; the server's own words may repeat whom the message is for."""
    code = getattr(error, "code", None)
    return f"{type(error).__name__} {code}" if isinstance(code, int) else type(error).__name__
