"""E-mail by a real mail server on loopback."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from banyan.base import SettingsError
from banyan.config import load_settings
from banyan.notify import LETTERS, Message, NotSent, Post, Sender, open_sender, read_sent
from tests.ports import free_port
from tests.servers.mail import PASSWORD, REFUSED, USERNAME, MailServer, mail_server

LINK = "https://site.test/new#token=the-token-of-the-link"
RESET = Message("email", "anna@site.test", "password_reset", {"link": LINK, "minutes": "30"})


def opened(folder: Path, **settings: Any) -> Sender:
    mail = {"sender": "smtp", "host": "127.0.0.1", "from_address": "site@site.test", **settings}
    environ = {f"BANYAN_MAIL__{name.upper()}": str(value) for name, value in mail.items()}
    return open_sender(load_settings({}, {"BANYAN_DATA": str(folder), "BANYAN_SITE__NAME": "山行", **environ}))


def sent_by(server: MailServer, folder: Path, message: Message = RESET, **settings: Any) -> None:
    sender = opened(folder, **{"port": server.port, "ca_file": server.ca_file, **settings})
    asyncio.run(sender.send(message))


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Somebody takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize("tls", ["starttls", "tls", "none"])
def test_a_letter_arrives_as_it_was_worded(tmp_path: Path, tls: Literal["starttls", "tls", "none"]) -> None:
    with mail_server(tmp_path, tls) as server:
        sent_by(server, tmp_path, tls=tls)
    (letter,) = server.taken
    assert server.recipients == [["anna@site.test"]]
    assert (letter["from"], letter["to"]) == ("site@site.test", "anna@site.test")
    assert letter["subject"] == "山行：重設密碼 · A new password"
    assert letter["message-id"].endswith("@site.test>")
    assert letter["date"]
    text = letter.get_content()
    assert f"\n{LINK}\n" in text
    assert "30 分鐘" in text
    assert "{" not in text


def test_the_site_logs_in_where_it_has_a_name(tmp_path: Path) -> None:
    with mail_server(tmp_path, "starttls", login=True) as server:
        sent_by(server, tmp_path, username=USERNAME, password=PASSWORD)
        with pytest.raises(NotSent, match=r"SMTPAuthenticationError 535$"):
            sent_by(server, tmp_path, username=USERNAME, password="wrong")
        with pytest.raises(NotSent, match="530"):
            sent_by(server, tmp_path)
    assert len(server.taken) == 1


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(
    tmp_path: Path, tls: Literal["starttls", "tls"]
) -> None:
    with mail_server(tmp_path, tls, login=True) as server:
        with pytest.raises(NotSent):
            sent_by(server, tmp_path, tls=tls, ca_file="", username=USERNAME, password=PASSWORD)
        # It vouches for the names in it alone.
        with pytest.raises(NotSent):
            sent_by(server, tmp_path, tls=tls, host="127.0.0.2")
    assert server.taken == []


def test_a_server_that_cannot_secure_the_connection_gets_nothing(tmp_path: Path) -> None:
    with mail_server(tmp_path, "none") as server, pytest.raises(NotSent):
        sent_by(server, tmp_path)
    assert server.taken == []


def test_a_refusal_names_its_code_and_neither_whom_nor_what(tmp_path: Path) -> None:
    with mail_server(tmp_path, "none") as server, pytest.raises(NotSent) as caught:
        sent_by(server, tmp_path, Message("email", REFUSED, "password_reset", RESET.values), tls="none")
    assert REFUSED not in str(caught.value)
    assert "token" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_server_that_is_not_there_is_a_named_fault(tmp_path: Path) -> None:
    with pytest.raises(NotSent, match="did not take it"):
        asyncio.run(opened(tmp_path, port=free_port()).send(RESET))


@pytest.mark.parametrize("tls", ["starttls", "tls", "none"])
def test_a_server_that_says_nothing_costs_the_deadline_and_no_more(tmp_path: Path, silent_port: int, tls: str) -> None:
    started = time.monotonic()
    with pytest.raises(NotSent, match=r"within 0\.3 s"):
        asyncio.run(opened(tmp_path, port=silent_port, tls=tls, timeout=0.3).send(RESET))
    assert time.monotonic() - started < 5


def test_a_letter_that_nobody_worded_is_a_named_fault(tmp_path: Path) -> None:
    with pytest.raises(NotSent, match="no letter 'greeting'"):
        asyncio.run(opened(tmp_path).send(Message("email", "anna@site.test", "greeting", {})))
    assert set(LETTERS) == {"code", "password_reset"}


def test_codes_for_phones_stay_with_development(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    asyncio.run(opened(tmp_path).send(Message("phone", "+8618866668888", "code", {"code": "123456"})))
    assert [sent["code"] for sent in read_sent(tmp_path / "mail")] == ["123456"]


def test_post_goes_on_after_a_letter_that_failed_and_logs_no_more_than_that(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene(port: int) -> float:
        post = Post(opened(tmp_path, port=port, tls="none"), logging.getLogger("test"))
        started = time.monotonic()
        post.hand_over(Message("email", REFUSED, "password_reset", RESET.values))
        post.hand_over(Message("email", REFUSED, "greeting", RESET.values))
        post.hand_over(RESET)
        handed_over = time.monotonic() - started
        await post.close()
        return handed_over

    with mail_server(tmp_path, "none") as server:
        asyncio.run(scene(server.port))
    assert len(server.taken) == 1
    assert sorted(said.split(":")[0] for name, _, said in caplog.record_tuples if name == "test") == [
        "greeting not sent, not_sent",
        "password_reset not sent, not_sent",
    ]
    assert "token" not in caplog.text
    assert REFUSED not in caplog.text


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"host": ""}, 'mail (from the environment): Value error, sender = "smtp" needs a server; set host'),
        ({"from_address": ""}, "set from_address"),
        ({"from_address": "Site <a@b>"}, "mail.from_address (from the environment)"),
        ({"username": "u"}, "username and password belong together; set both, or neither"),
        ({"password": "p4ssw0rd"}, "username and password belong together; set both, or neither"),
        ({"username": "u", "password": "p4ssw0rd", "tls": "none"}, 'set tls = "starttls" or "tls"'),
        ({"tls": "ssl"}, "mail.tls (from the environment)"),
        ({"port": "x"}, "mail.port (from the environment)"),
        ({"timeout": "0"}, "mail.timeout (from the environment)"),
        ({"sender": "pigeon"}, "mail.sender (from the environment)"),
        ({"ca_file": "nothing.pem"}, "mail.ca_file: "),
    ],
)
def test_settings_that_cannot_send_are_one_line(tmp_path: Path, settings: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        opened(tmp_path, **settings)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "p4ssw0rd" not in str(caught.value)
