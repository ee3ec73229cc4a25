"""Day trip as its members' clients see it."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.sites import TestSite, running_site

SECRET = "the secret of the site that these tests run"
PASSWORD = "demo1234"
_numbers = itertools.count(os.getpid() * 1000)

NOT_LOGGED_IN = "未登入系統，拒絕存取"
WRONG_LOGIN = "登入失敗，帳號或密碼錯誤"
WEAK = "密碼至少8位數，且包含至少一個數字與一個英文字母"


@contextmanager
def daytrip_site(*, gateway: bool = True, modules: str = '["daytrip"]', **settings: str) -> Iterator[TestSite]:
    own = {"BANYAN_MODULES": modules, "BANYAN_SITE__SECRET": SECRET, **settings}
    with running_site(gateway=gateway, settings=own) as site:
        yield site


def new_email() -> str:
    return f"member-{next(_numbers)}@site.test"


def register(client: httpx.Client, email: str = "", password: str = PASSWORD, name: str = "彭彭") -> str:
    email = email or new_email()
    answer = client.post("/api/user", json={"name": name, "email": email, "password": password})
    assert (answer.status_code, answer.text) == (200, '{"ok":true}')
    return email


def log_in(client: httpx.Client, email: str, password: str = PASSWORD) -> str:
    """The token; the client keeps the cookie."""
    answer = client.put("/api/user/auth", json={"email": email, "password": password})
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["token"]
    return token


def new_member(client: httpx.Client) -> tuple[str, str]:
    """Their address and token; the client is logged in."""
    email = register(client)
    return email, log_in(client, email)


def who(client: httpx.Client, token: str = "") -> dict[str, Any] | None:
    """By the token, or by what the client has."""
    answer = client.get("/api/user/auth", headers=bearer(token) if token else {})
    assert answer.status_code == 200
    found: dict[str, Any] | None = answer.json()["data"]
    return found


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def check_refusal(answer: httpx.Response, status: int, message: str) -> None:
    """To the letter, unescaped, with a request id."""
    assert answer.text == f'{{"error":true,"message":"{message}"}}'
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert len(answer.headers["x-request-id"]) == 32


def link_of(site: TestSite, email: str) -> str | None:
    """The last link that was sent to an address, as its owner would read it."""
    sent = json.loads(site.banyan("codes", "--json").stdout)
    return next((message["link"] for message in sent if message["to"] == email), None)
