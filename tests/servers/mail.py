"""A real mail server (aiosmtpd) in a thread, with TLS and passwords as it is told."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from banyan.server.local_ca import LocalAuthority
from tests.ports import free_port

USERNAME, PASSWORD = "site", "the password of the mail server"
REFUSED = "refused@site.test"


@dataclass
class MailServer:
    port: int
    ca_file: Path
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, to: str, options: list[str]) -> str:
        if to == REFUSED:
            return f"550 5.1.1 <{to}> is nobody here"
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append(message_from_bytes(envelope.content, EmailMessage, policy=policy.default))
        self.recipients.append(envelope.rcpt_tos)
        return "250 taken"


@contextmanager
def mail_server(folder: Path, tls: Literal["starttls", "tls", "none"], *, login: bool = False) -> Iterator[MailServer]:
    authority = LocalAuthority(folder)
    authority.issue(["localhost", "127.0.0.1"], folder / "mail.pem", folder / "mail-key.pem")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "mail.pem", folder / "mail-key.pem")
    server = MailServer(free_port(), authority.certificate_file)
    options: dict[str, Any] = {}
    if tls == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    if login:
        options |= {"authenticator": _authenticate, "auth_required": True, "auth_require_tls": tls == "starttls"}
    controller = Controller(server, "127.0.0.1", server.port, ssl_context=context if tls == "tls" else None, **options)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USERNAME.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=right)
