"""Tokens that are not a member's, writes that another site's page sends, links by a real mail server, and any text in
any field: on a running site."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from daytrip_members import (
    NOT_LOGGED_IN,
    PASSWORD,
    SECRET,
    bearer,
    check_refusal,
    daytrip_site,
    log_in,
    new_email,
    new_member,
    register,
    who,
)

from banyan.accounts import TokenKeys
from banyan.base import utc_now
from tests.api.naughty import naughty_strings
from tests.servers.databases import DatabaseTestServer
from tests.servers.mail import PASSWORD as MAIL_PASSWORD
from tests.servers.mail import USERNAME as MAIL_USERNAME
from tests.servers.mail import mail_server
from tests.sites import TestSite

CROSS_SITE = "拒絕來自其他網站的請求"
PUBLIC = "https://trips.test"


@pytest.fixture(scope="module", params=["behind the gateway", "alone"])
def site(request: pytest.FixtureRequest) -> Iterator[TestSite]:
    settings = {"BANYAN_SITE__PUBLIC_URL": PUBLIC, "BANYAN_APP__WORKERS": "2"}
    modules = '["daytrip", "members"]'
    with daytrip_site(gateway=request.param != "alone", modules=modules, **settings) as running:
        yield running


@pytest.fixture
def client(site: TestSite) -> Iterator[httpx.Client]:
    with site.client() as client:
        yield client


@pytest.fixture(scope="module")
def other_site() -> Iterator[TestSite]:
    with daytrip_site(gateway=False, BANYAN_SITE__SECRET=SECRET[::-1]) as running:
        yield running


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def forged(token: str, secret: bytes = SECRET.encode(), **change: object) -> str:
    """As whoever knows the secret could: the claims changed, under a good signature."""
    key = hmac.new(secret, b"session tokens", hashlib.sha256).digest()
    kid = jwt.get_unverified_header(token)["kid"]
    return jwt.encode({**claims_of(token), **change}, key, "HS256", headers={"kid": kid})


def check_nobody(site: TestSite, token: str) -> None:
    for way in ({"headers": bearer(token)}, {"cookies": {"banyan_session": token}}):
        with site.client(**way) as client:
            assert who(client) is None
            check_refusal(client.patch("/api/user", json={"name": "x"}), 403, NOT_LOGGED_IN)
            assert client.get("/users/me").status_code == 401


def test_a_token_of_another_site_is_nobodys(site: TestSite, other_site: TestSite, client: httpx.Client) -> None:
    email, token = new_member(client)
    with other_site.client() as elsewhere:
        register(elsewhere, email)
        foreign = log_in(elsewhere, email)
    check_nobody(site, foreign)
    check_nobody(site, forged(token, SECRET[::-1].encode()))
    assert who(client, forged(token)) == who(client, token) is not None


def test_a_token_whose_session_there_never_was_is_nobodys(site: TestSite, client: httpx.Client) -> None:
    _, token = new_member(client)
    check_nobody(site, forged(token, sid="another session"))
    check_nobody(site, TokenKeys([SECRET.encode()]).sign(1, "x", utc_now(), utc_now() + timedelta(days=7)))


@pytest.mark.parametrize("change", ["revoked_at = :now", "expires_at = :now"])
def test_a_session_that_has_ended_is_nobodys_though_its_token_is_good(
    site: TestSite, client: httpx.Client, change: str
) -> None:
    """Fault of the original: tokens without an end."""
    _, token = new_member(client)
    account = claims_of(token)["sub"]
    # As SQLite keeps it.
    now = f"{utc_now():%Y-%m-%d %H:%M:%S.%f}"
    site.query(f"UPDATE session SET {change} WHERE account_id = :account", now=now, account=int(account))
    check_nobody(site, token)


def test_an_expired_token_is_nobodys_though_its_session_lives(site: TestSite, client: httpx.Client) -> None:
    _, token = new_member(client)
    check_nobody(site, forged(token, exp=int(time.time()) - 60))


def test_an_unsigned_token_is_nobodys(site: TestSite, client: httpx.Client) -> None:
    _, token = new_member(client)
    kid = jwt.get_unverified_header(token)["kid"]
    check_nobody(site, jwt.encode(claims_of(token), None, "none", headers={"kid": kid}))
    check_nobody(site, token.rpartition(".")[0] + ".")
    check_nobody(site, claims_of(token)["sid"])


def test_one_login_is_good_for_every_module(site: TestSite, client: httpx.Client) -> None:
    _, token = new_member(client)
    number = (who(client) or {})["id"]
    for headers in ({}, bearer(token)):
        assert client.get("/users/me", headers=headers).json()["data"]["msg"]["id"] == number
    assert client.post("/users/logout").json()["data"]["code"] == 0
    check_nobody(site, token)


def test_a_random_token_of_members_is_good_here(postgresql: DatabaseTestServer) -> None:
    settings = {"BANYAN_MEMBERS__VERIFY_CODE": "false", "BANYAN_DATABASE__URL": postgresql.new_database()}
    with daytrip_site(modules='["members", "daytrip"]', **settings) as site, site.client() as client:
        who_i_am = {"phone": "18866668888", "password": "demo123456"}
        client.post("/users/regist", json={**who_i_am, "code": "123456"})
        token = client.post("/users/login", json=who_i_am).json()["data"]["msg"]["token"]
        assert "." not in token
        email = new_email()
        assert client.patch("/api/user", json={"name": "A", "email": email}).status_code == 200
        for shown in (who(client), who(client, token)):
            assert shown is not None
            assert (shown["name"], shown["email"], shown["phone"]) == ("A", email, None)
        log_in(client, email, "demo123456")


def test_a_new_secret_keeps_the_tokens_of_the_old_one_while_it_is_named(postgresql: DatabaseTestServer) -> None:
    shared = {"BANYAN_DATABASE__URL": postgresql.new_database()}
    new = {"BANYAN_SITE__SECRET": SECRET[::-1]}
    with daytrip_site(**shared) as before, before.client() as client:
        email, old = new_member(client)
    with daytrip_site(**shared, **new, BANYAN_SITE__PREVIOUS_SECRETS=f'["{SECRET}"]') as during:
        with during.client() as client:
            assert who(client, old)
            later = log_in(client, email)
            assert who(client, later)
        shown = during.banyan("settings").stdout
        assert SECRET not in shown
        assert SECRET[::-1] not in shown
    with daytrip_site(**shared, **new) as after, after.client() as client:
        assert who(client, old) is None
        assert who(client, later)


def own(site: TestSite) -> str:
    return f"http://127.0.0.1:{site.port}"


ALLOWED: list[dict[str, str]] = [
    {},
    {"Origin": "{own}"},
    {"Origin": PUBLIC},
    {"Origin": "{own}", "Sec-Fetch-Site": "same-origin"},
    {"Origin": PUBLIC, "Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "http://shop.test", "Host": "shop.test"},
    {"Origin": "http://shop.test", "Host": "SHOP.test:80"},
]
REFUSED: list[dict[str, str]] = [
    {"Origin": "https://evil.test"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://[::1"},
    {"Origin": "{own}.evil.test"},
    {"Origin": "https://127.0.0.1"},
    {"Origin": "http://127.0.0.1"},
    {"Origin": "https://sub.trips.test"},
    {"Origin": "http://trips.test"},
    {"Origin": f"{PUBLIC}:444"},
    {"Origin": f"{PUBLIC}.evil.test"},
    {"Origin": "https://evil.test", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://evil.test", "X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "https"},
    {"Origin": "https://sub.trips.test", "Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "rubbish"},
]
WRITES: list[tuple[str, str, Any]] = [
    ("PATCH", "/api/user", {"name": "changed"}),
    ("PATCH", "/api/edit/info", {"userName": "changed"}),
    ("PATCH", "/api/user/password", {"oldPwd": PASSWORD, "newPwd": "other1234", "repeatPwd": "other1234"}),
    ("DELETE", "/api/user/auth", None),
    ("POST", "/users/logout", None),
    ("POST", "/upload/file", None),
]


def _filled(site: TestSite, headers: dict[str, str]) -> dict[str, str]:
    return {name: value.replace("{own}", own(site)) for name, value in headers.items()}


@pytest.mark.parametrize("headers", ALLOWED, ids=repr)
def test_a_write_by_cookie_from_the_sites_own_pages_is_taken(
    site: TestSite, client: httpx.Client, headers: dict[str, str]
) -> None:
    new_member(client)
    # By hand: to another Host a client would not send it.
    cookie = {"Cookie": f"banyan_session={client.cookies['banyan_session']}"}
    answer = client.patch("/api/user", json={"name": "changed"}, headers={**cookie, **_filled(site, headers)})
    assert answer.status_code == 200, answer.text
    assert (who(client) or {})["name"] == "changed"


@pytest.mark.parametrize("headers", REFUSED, ids=repr)
def test_a_write_by_cookie_from_another_sites_page_is_refused(
    site: TestSite, client: httpx.Client, headers: dict[str, str]
) -> None:
    email, token = new_member(client)
    before = who(client)
    headers = _filled(site, headers)
    for method, path, body in WRITES:
        answer = client.request(method, path, json=body, headers=headers)
        assert answer.status_code == 403, (method, path)
        if path.startswith("/api"):
            check_refusal(answer, 403, CROSS_SITE)
        else:
            assert answer.json() == {"data": {"msg": "Forbidden", "code": 9403}}
    assert who(client) == before
    # What is read tells another site's page nothing: it cannot see it.
    assert client.get("/api/user/auth", headers=headers).status_code == 200
    # Nobody but the member's own program has the token.
    with site.client(headers=bearer(token)) as program:
        assert program.patch("/api/user", json={"name": "changed"}, headers=headers).status_code == 200
    # Nor is a browser logged in as somebody of another page's choice.
    check_refusal(
        client.put("/api/user/auth", json={"email": email, "password": PASSWORD}, headers=headers), 403, CROSS_SITE
    )


def test_two_origins_are_no_origin(site: TestSite, client: httpx.Client) -> None:
    new_member(client)
    headers = [("Origin", own(site)), ("Origin", "https://evil.test")]
    answer = client.patch("/api/user", json={"name": "x"}, headers=headers)
    assert answer.status_code in (400, 403)


def test_any_text_in_any_field(site: TestSite, client: httpx.Client) -> None:
    email, _ = new_member(client)
    texts = list(dict.fromkeys(naughty_strings()))
    assert len(texts) > 500
    kept = 0
    for place, text in enumerate(texts):
        answer = client.patch("/api/user", json={"name": text})
        assert answer.status_code in (200, 400), text
        if answer.status_code == 200:
            kept += 1
            assert (who(client) or {})["name"] == text.strip(), text
        field = ("phone", "email", "userPhone", "userEmail")[place % 4]
        assert client.patch("/api/user", json={field: text}).status_code == 400 or not text.strip(), text
    assert kept > 300
    for text in texts[::7]:
        for method, path, body in (
            ("POST", "/api/user", {"name": "x", "email": text, "password": PASSWORD}),
            ("POST", "/api/user", {"name": text, "email": text, "password": text}),
            ("PUT", "/api/user/auth", {"email": text, "password": text}),
            ("POST", "/api/user/password-reset", {"email": text}),
            ("PUT", "/api/user/password-reset", {"token": text, "newPwd": PASSWORD, "repeatPwd": PASSWORD}),
            ("PUT", "/api/user/password-reset", {"token": "x", "newPwd": text, "repeatPwd": text}),
        ):
            answer = client.request(method, path, json=body)
            assert answer.status_code == 400, (path, text)
            assert answer.json()["error"] is True
    assert (who(client) or {})["email"] == email


def test_a_link_goes_out_by_the_mail_server_and_an_answer_does_not_wait_for_it(tmp_path: Path) -> None:
    with mail_server(tmp_path, "starttls", login=True) as server:
        tmp_path.chmod(0o755)
        mail = {
            "SENDER": "smtp",
            "HOST": "127.0.0.1",
            "PORT": str(server.port),
            "FROM_ADDRESS": "trips@site.test",
            "USERNAME": MAIL_USERNAME,
            "PASSWORD": MAIL_PASSWORD,
            "CA_FILE": str(server.ca_file),
        }
        # Where the node's own user can read it.
        settings = {f"BANYAN_MAIL__{name}": value for name, value in mail.items()} | {"BANYAN_APP__USER": "root"}
        with daytrip_site(BANYAN_SITE__PUBLIC_URL=PUBLIC, **settings) as site, site.client() as client:
            assert MAIL_PASSWORD not in site.banyan("settings").stdout
            email = register(client)
            assert client.post("/api/user/password-reset", json={"email": email}).status_code == 200
            deadline = time.monotonic() + 60
            while not server.taken:
                assert time.monotonic() < deadline
                time.sleep(0.02)
            link = re.search(rf"{PUBLIC}/member/password-reset#token=(\S+)", server.taken[0].get_content())
            assert link is not None
            new = {"token": link[1], "newPwd": "other1234", "repeatPwd": "other1234"}
            assert client.put("/api/user/password-reset", json=new).status_code == 200
            log_in(client, email, "other1234")
            assert link[1] not in site.logs()
            assert not list((site.data / "mail").iterdir())
