"""The user routes of the contract, behind the gateway and without it, on SQLite, MariaDB and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import pytest
from daytrip_members import (
    NOT_LOGGED_IN,
    PASSWORD,
    WEAK,
    WRONG_LOGIN,
    bearer,
    check_refusal,
    link_of,
    log_in,
    new_email,
    new_member,
    register,
    who,
)

from tests.sites import TestSite


@pytest.fixture
def site(day_site: TestSite) -> TestSite:
    return day_site


@pytest.fixture
def client(site: TestSite) -> Iterator[httpx.Client]:
    with site.client() as client:
        yield client


def test_a_login_gives_a_token_for_a_week_and_the_cookie(client: httpx.Client) -> None:
    email = register(client)
    answer = client.put("/api/user/auth", json={"email": email.upper(), "password": PASSWORD})
    token = answer.json()["token"]
    assert answer.text == f'{{"ok":true,"token":"{token}"}}'
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(f"banyan_session={token.lower()};")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 7 * 24 * 3600
    assert claims["sub"] == str((who(client) or {})["id"])
    assert claims["sid"]


def test_who_is_shown_by_cookie_and_by_token_in_the_contracts_order(site: TestSite, client: httpx.Client) -> None:
    email, token = new_member(client)
    answer = client.get("/api/user/auth")
    number = answer.json()["data"]["id"]
    shown = f'{{"id":{number},"name":"彭彭","email":"{email}","phone":null,"avatarUrl":null}}'
    assert answer.text == f'{{"data":{shown}}}'
    assert answer.headers["cache-control"] == "no-store"
    with site.client() as other:
        assert other.get("/api/user/auth", headers=bearer(token)).text == answer.text


def test_an_address_registers_once_however_it_is_written(client: httpx.Client) -> None:
    email = register(client)
    for again in (email, email.upper(), f" {email} "):
        body = {"name": "x", "email": again, "password": PASSWORD}
        check_refusal(client.post("/api/user", json=body), 400, "註冊失敗，此信箱已被使用")


def test_a_failed_login_does_not_tell_why(client: httpx.Client) -> None:
    email = register(client)
    for known, password in (
        (email, "wrong"),
        (email, ""),
        (email, "x" * 129),
        (new_email(), PASSWORD),
        ("no address", PASSWORD),
        ("", ""),
    ):
        answer = client.put("/api/user/auth", json={"email": known, "password": password})
        check_refusal(answer, 400, WRONG_LOGIN)
        assert "set-cookie" not in answer.headers


def test_ten_wrong_passwords_make_an_address_wait_known_or_not(client: httpx.Client) -> None:
    for email in (register(client), new_email()):
        for _ in range(10):
            check_refusal(client.put("/api/user/auth", json={"email": email, "password": "x"}), 400, WRONG_LOGIN)
        answer = client.put("/api/user/auth", json={"email": email, "password": PASSWORD})
        check_refusal(answer, 429, "操作過於頻繁，請稍後再試")
        assert 1 <= int(answer.headers["retry-after"]) <= 900


def test_logging_out_ends_the_session_for_cookie_and_token_and_no_other(site: TestSite, client: httpx.Client) -> None:
    email, token = new_member(client)
    with site.client() as other:
        log_in(other, email)
        answer = client.delete("/api/user/auth")
        assert (answer.status_code, answer.text) == (200, '{"ok":true}')
        assert (
            'banyan_session=""; ' in answer.headers["set-cookie"] or "banyan_session=;" in answer.headers["set-cookie"]
        )
        assert "max-age=0" in answer.headers["set-cookie"].lower()
        assert "banyan_session" not in client.cookies
        assert who(client) is who(client, token) is None
        check_refusal(client.delete("/api/user/auth", headers=bearer(token)), 403, NOT_LOGGED_IN)
        assert who(other)


def test_a_profile_is_changed_by_either_generations_names(site: TestSite, client: httpx.Client) -> None:
    email, token = new_member(client)
    other = new_email()
    abroad = "00886912345678"
    steps: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("/api/user", {"name": " 小明 "}, {"name": "小明", "email": email, "phone": None}),
        ("/api/user", {"phone": "0912345678"}, {"name": "小明", "email": email, "phone": "0912345678"}),
        ("/api/edit/info", {"userName": "A", "userPhone": "+886912345678"}, {"name": "A", "phone": "+886912345678"}),
        ("/api/edit/info", {"userEmail": other.upper()}, {"email": other, "phone": "+886912345678"}),
        (
            "/api/user",
            {"name": "B", "email": email, "phone": abroad},
            {"name": "B", "phone": abroad},
        ),
        ("/api/user", {"phone": ""}, {"name": "B", "email": email, "phone": None}),
    ]
    for path, body, expected in steps:
        answer = client.patch(path, json=body)
        assert (answer.status_code, answer.text) == (200, '{"ok":true}')
        shown = who(client, token) or {}
        assert {key: shown[key] for key in expected} == expected
    log_in(client, email)


def test_an_address_of_somebody_else_is_refused(site: TestSite, client: httpx.Client) -> None:
    taken = register(client)
    new_member(client)
    before = who(client)
    answer = client.patch("/api/user", json={"name": "x", "email": taken.upper()})
    check_refusal(answer, 400, "修改失敗，此信箱已被使用")
    assert who(client) == before


def test_a_profile_is_the_logged_in_members_whatever_is_sent(site: TestSite, client: httpx.Client) -> None:
    """Fault of the original: edits were keyed by the user's name, and two can have the same."""
    with site.client() as other:
        new_member(other)
        before = who(other)
        assert before is not None
        new_member(client)
        for path in ("/api/user", "/api/edit/info"):
            body = {"id": before["id"], "name": "彭彭", "userName": "彭彭", "phone": "0987654321"}
            assert client.patch(path, json=body).status_code == 200
        assert who(other) == before


@pytest.mark.parametrize("path", ["/api/user/password", "/api/edit/password"])
def test_a_changed_password_ends_the_other_sessions(site: TestSite, client: httpx.Client, path: str) -> None:
    email, token = new_member(client)
    with site.client() as other:
        log_in(other, email)
        body = {"oldPwd": PASSWORD, "newPwd": "other1234", "repeatPwd": "other1234"}
        answer = client.patch(path, json=body)
        assert (answer.status_code, answer.text) == (200, '{"ok":true}')
        assert who(client)
        assert who(client, token)
        assert who(other) is None
        check_refusal(client.put("/api/user/auth", json={"email": email, "password": PASSWORD}), 400, WRONG_LOGIN)
        log_in(other, email, "other1234")


def test_a_forgotten_password_is_set_by_the_link_that_was_sent(site: TestSite, client: httpx.Client) -> None:
    email, token = new_member(client)
    # A link is made from the site's own address, whatever the client calls it.
    asked = client.post("/api/user/password-reset", json={"email": email}, headers={"Host": "evil.test"})
    unknown = new_email()
    nobody = client.post("/api/user/password-reset", json={"email": unknown})
    assert (asked.status_code, asked.text) == (nobody.status_code, nobody.text) == (200, '{"ok":true}')
    link = link_of(site, email) or ""
    assert link_of(site, unknown) is None
    assert link in site.banyan("codes").stdout
    page, _, secret = link.partition("#token=")
    assert page == f"http://localhost:{site.port}/member/password-reset"
    for body, message in (
        ({"newPwd": "other1234", "repeatPwd": "x"}, "新的密碼與確認密碼不一致"),
        ({"newPwd": "short", "repeatPwd": "short"}, WEAK),
        ({"token": f"{secret}x"}, "連結無效或已過期"),
        ({"token": ""}, "連結無效或已過期"),
    ):
        whole = {"token": secret, "newPwd": "other1234", "repeatPwd": "other1234", **body}
        check_refusal(client.put("/api/user/password-reset", json=whole), 400, message)
    assert who(client, token)
    right = {"token": secret, "newPwd": "other1234", "repeatPwd": "other1234"}
    assert client.put("/api/user/password-reset", json=right).text == '{"ok":true}'
    assert who(client) is who(client, token) is None
    check_refusal(client.put("/api/user/password-reset", json=right), 400, "連結無效或已過期")
    check_refusal(client.put("/api/user/auth", json={"email": email, "password": PASSWORD}), 400, WRONG_LOGIN)
    log_in(client, email, "other1234")


def test_links_are_limited_known_or_not(client: httpx.Client) -> None:
    for email in (register(client), new_email()):
        assert client.post("/api/user/password-reset", json={"email": email}).status_code == 200
        answer = client.post("/api/user/password-reset", json={"email": email})
        check_refusal(answer, 429, "操作過於頻繁，請稍後再試")
        assert 1 <= int(answer.headers["retry-after"]) <= 60
    check_refusal(client.post("/api/user/password-reset", json={"email": "x"}), 400, "信箱格式錯誤")


def test_what_is_kept_logs_nobody_in(site: TestSite, client: httpx.Client) -> None:
    """Fault of the original: passwords as they were typed."""
    email, token = new_member(client)
    client.post("/api/user/password-reset", json={"email": email})
    link = link_of(site, email) or ""
    kept = repr([site.query(f"SELECT * FROM {table}") for table in ("account", "session", "password_reset")])
    sid = jwt.decode(token, options={"verify_signature": False})["sid"]
    for secret in (PASSWORD, token, sid, link.rpartition("=")[2]):
        assert secret not in kept
        assert secret not in site.logs()
    # Nor does what stands readable in a token.
    assert who(client, sid) is None
    assert "argon2id" in kept
