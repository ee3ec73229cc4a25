from __future__ import annotations

import hashlib

import pytest
from members_client import check_refusal, envelope, new_phone, register

from members.outputs import Profile
from tests.sites import TestSite, running_site


def test_login_by_json_and_by_form_gives_token_cookie_and_home(site: TestSite) -> None:
    with site.client() as client:
        phone = register(site, client)
        for sent in (
            {"json": {"phone": phone, "password": "demo123456"}},
            {"data": {"phone": phone, "password": "demo123456"}},
        ):
            answer = client.post("/users/login", **sent)
            body = answer.json()
            assert body["data"]["code"] == 0
            assert set(body["data"]["msg"]) == {"token", "home", "expires_at"}
            assert body["data"]["msg"]["home"] == f"http://localhost:{site.port}/users/home"
            cookie = answer.headers["set-cookie"].lower()
            assert cookie.startswith("banyan_session=")
            assert "httponly" in cookie
            assert "samesite=lax" in cookie
            assert "secure" not in cookie


def test_the_password_is_checked(site: TestSite) -> None:
    """Fault 2: login without checking the password."""
    with site.client() as client:
        phone = register(site, client)
        check_refusal(client.post("/users/login", json={"phone": phone, "password": "wrong"}), 1004)
        check_refusal(client.get("/users/login", params={"phone": phone, "password": "wrong"}), 1004)
        check_refusal(client.get("/users/login", params={"phone": new_phone(), "password": "x"}), 1003)


@pytest.mark.parametrize(
    "query", ["", "phone=18866668888", "phone=x&password=x", "phone=18866668888&password=", "phone=%00&password=x"]
)
def test_login_by_link_without_good_parameters_is_1001(site: TestSite, query: str) -> None:
    with site.client() as client:
        check_refusal(client.get(f"/users/login?{query}"), 1001)


def test_login_by_link_shows_the_home_page_and_is_not_stored(site: TestSite) -> None:
    with site.client() as client:
        phone = register(site, client)
        page = client.get("/users/login", params={"phone": phone, "password": "demo123456"})
        assert page.status_code == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.headers["cache-control"] == "no-store"
        assert "banyan_session=" in page.headers["set-cookie"]
        assert "<html" in page.text
        assert client.get("/users/me").json()["data"]["code"] == 0


def test_clients_that_send_md5_of_the_password_work_unchanged(site: TestSite) -> None:
    with site.client() as client:
        digest = hashlib.md5(b"demo123456").hexdigest()
        phone = register(site, client, password=digest)
        assert client.post("/users/login", json={"phone": phone, "password": digest}).json()["data"]["code"] == 0


def test_me_by_cookie_and_by_token_until_logout(site: TestSite) -> None:
    with site.client() as client, site.client() as other:
        phone = register(site, client)
        token = client.post("/users/login", json={"phone": phone, "password": "demo123456"}).json()["data"]["msg"][
            "token"
        ]
        by_cookie = client.get("/users/me")
        bearer = {"Authorization": f"Bearer {token}"}
        assert by_cookie.json() == other.get("/users/me", headers=bearer).json()
        me = by_cookie.json()["data"]["msg"]
        assert set(me) == {"id", "phone", "created_at", "last_login_at", "avatar_url"}
        assert me["phone"] == f"{phone[:3]}****{phone[-4:]}"
        assert by_cookie.headers["cache-control"] == "no-store"
        assert client.post("/users/logout").json() == envelope("ok", 0)
        check_refusal(other.get("/users/me", headers=bearer), 1007)


def test_point_4_the_profile_is_what_is_declared_and_nothing_else_of_the_row(site: TestSite) -> None:
    with site.client() as client:
        phone = register(site, client)
        client.post("/users/login", json={"phone": phone, "password": "demo123456"})
        shown = client.get("/users/me").json()["data"]["msg"]
    assert set(shown) == set(Profile.__struct_fields__)
    assert phone not in str(shown)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer x"},
        {"Authorization": "Basic eDp5"},
        {"Cookie": "banyan_session=x"},
        {"Authorization": "Bearer"},
    ],
)
def test_nobody_is_1007(site: TestSite, headers: dict[str, str]) -> None:
    with site.client() as client:
        check_refusal(client.get("/users/me", headers=headers), 1007)


def test_ten_wrong_passwords_make_a_phone_wait_and_success_resets(site: TestSite) -> None:
    with site.client() as client:
        phone = register(site, client)
        wrong, right = {"phone": phone, "password": "wrong"}, {"phone": phone, "password": "demo123456"}
        for _ in range(9):
            check_refusal(client.post("/users/login", json=wrong), 1004)
        assert client.post("/users/login", json=right).json()["data"]["code"] == 0
        for _ in range(10):
            check_refusal(client.post("/users/login", json=wrong), 1004)
        refused = client.post("/users/login", json=right)
        check_refusal(refused, 1006)
        assert 1 <= int(refused.headers["retry-after"]) <= 900


@pytest.mark.parametrize(("trusted", "secure"), [("[]", False), ('["127.0.0.0/8"]', True)], ids=["anybody", "trusted"])
def test_the_cookie_is_secure_when_a_trusted_proxy_and_nobody_else_says_tls(trusted: str, secure: bool) -> None:
    with running_site(settings={"BANYAN_GATEWAY__TRUSTED_PROXIES": trusted}) as site, site.client() as client:
        body = {"phone": register(site, client), "password": "demo123456"}
        answer = client.post("/users/login", json=body, headers={"X-Forwarded-Proto": "https"})
        assert ("secure" in answer.headers["set-cookie"].lower()) is secure
