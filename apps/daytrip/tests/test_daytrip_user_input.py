"""What the user routes refuse, in the words of the contract: behind the gateway and without it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from daytrip_members import (
    NOT_LOGGED_IN,
    PASSWORD,
    WEAK,
    bearer,
    check_refusal,
    log_in,
    new_email,
    new_member,
    who,
)

from tests.sites import TestSite

WRONG_PHONES = ("x", "912345678", "09123456789", "+12345", "+1234567890123456", "0012345", "09１２３４５６７８")


@pytest.fixture(scope="module", params=["gateway", "alone"])
def client(request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    site: TestSite = request.getfixturevalue(f"{request.param}_day_site")
    with site.client() as shared:
        yield shared


@pytest.fixture(autouse=True)
def _as_nobody(client: httpx.Client) -> None:
    client.cookies.clear()


ROUTES = [
    ("DELETE", "/api/user/auth", None),
    ("PATCH", "/api/user", {"name": "x"}),
    ("PATCH", "/api/edit/info", {"userName": "x"}),
    ("PATCH", "/api/user/password", {"oldPwd": PASSWORD, "newPwd": "other1234", "repeatPwd": "other1234"}),
    ("PATCH", "/api/edit/password", {"oldPwd": PASSWORD, "newPwd": "other1234", "repeatPwd": "other1234"}),
]


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
@pytest.mark.parametrize("token", ["", "x", "a.b.c"])
def test_without_login_it_is_403(client: httpx.Client, method: str, path: str, body: Any, token: str) -> None:
    check_refusal(client.request(method, path, json=body, headers=bearer(token) if token else {}), 403, NOT_LOGGED_IN)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer x"},
        {"Authorization": "Bearer null"},
        {"Authorization": "Basic eDp5"},
        {"Authorization": "Bearer a.b.c"},
        {"Authorization": "Bearer " + "a" * 5000 + ".b.c"},
        {"Cookie": "banyan_session=x"},
        {"Cookie": "banyan_session=a.b.c; banyan_session="},
        {"Cookie": "banyan_session=%ff"},
        {"Cookie": ";;;="},
    ],
)
def test_who_is_never_an_error(client: httpx.Client, headers: dict[str, str]) -> None:
    answer = client.get("/api/user/auth", headers=headers)
    assert (answer.status_code, answer.text) == (200, '{"data":null}')


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"email": "x"}, "信箱格式錯誤"),
        ({"email": ""}, "信箱格式錯誤"),
        ({"email": "a@b"}, "信箱格式錯誤"),
        ({"email": f"{'a' * 250}@b.tw"}, "信箱格式錯誤"),
        ({"password": "demo123"}, WEAK),
        ({"password": "12345678"}, WEAK),
        ({"password": "abcdefgh"}, WEAK),
        ({"password": "一二三四五六七八"}, WEAK),
        ({"password": "a1" * 65}, WEAK),
        ({"name": ""}, "姓名格式錯誤"),
        ({"name": " \u3000"}, "姓名格式錯誤"),
        ({"name": "x" * 101}, "姓名格式錯誤"),
        ({"name": "a\nb"}, "姓名格式錯誤"),
        ({"name": None}, "輸入不正確"),
        ({"email": 1}, "輸入不正確"),
        ({"password": ["demo1234"]}, "輸入不正確"),
        ({"password": "demo1234\0"}, "輸入不正確"),
    ],
    ids=repr,
)
def test_what_does_not_fit_is_refused_in_its_own_words(client: httpx.Client, change: Any, message: str) -> None:
    body = {"name": "彭彭", "email": new_email(), "password": PASSWORD, **change}
    check_refusal(client.post("/api/user", json=body), 400, message)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b'{"name":"x"}'])
@pytest.mark.parametrize(("method", "path"), [("POST", "/api/user"), ("PUT", "/api/user/auth")])
def test_what_is_no_input_is_400(client: httpx.Client, method: str, path: str, body: bytes) -> None:
    check_refusal(client.request(method, path, content=body), 400, "輸入不正確")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "輸入不正確"),
        ({"id": 1}, "輸入不正確"),
        ({"name": None}, "輸入不正確"),
        ({"name": " "}, "姓名格式錯誤"),
        ({"userName": "x" * 101}, "姓名格式錯誤"),
        ({"email": "x"}, "信箱格式錯誤"),
        ({"userEmail": ""}, "信箱格式錯誤"),
        *(
            ({"phone": phone}, "手機號碼格式錯誤")
            for phone in (
                "x",
                "912345678",
                "09123456789",
                "+12345",
                "+1234567890123456",
                "0012345",
                "09１２３４５６７８",
            )
        ),
        ({"name": "x", "phone": "x"}, "手機號碼格式錯誤"),
    ],
    ids=repr,
)
def test_a_profile_change_that_does_not_fit_changes_nothing(client: httpx.Client, body: Any, message: str) -> None:
    new_member(client)
    before = who(client)
    check_refusal(client.patch("/api/user", json=body), 400, message)
    assert who(client) == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"oldPwd": "wrong1234"}, "輸入的現在密碼與原本密碼不一致"),
        ({"oldPwd": "wrong1234", "repeatPwd": "x"}, "輸入的現在密碼與原本密碼不一致"),
        ({"repeatPwd": "other12345"}, "新的密碼與確認密碼不一致"),
        ({"newPwd": PASSWORD, "repeatPwd": PASSWORD}, "新的密碼不可與上一次密碼相同"),
        ({"newPwd": "short1", "repeatPwd": "short1"}, WEAK),
        ({"newPwd": None}, "輸入不正確"),
    ],
    ids=repr,
)
def test_a_password_change_that_does_not_fit_changes_nothing(client: httpx.Client, change: Any, message: str) -> None:
    email, _ = new_member(client)
    body = {"oldPwd": PASSWORD, "newPwd": "other1234", "repeatPwd": "other1234", **change}
    check_refusal(client.patch("/api/user/password", json=body), 400, message)
    log_in(client, email)


def test_the_document_names_what_members_are_refused(client: httpx.Client) -> None:
    paths = client.get("/schema/openapi.json").json()["paths"]
    documented = {
        ("post", "/api/user"): {"200", "400", "429"},
        ("put", "/api/user/auth"): {"200", "400", "403", "429"},
        ("get", "/api/user/auth"): {"200"},
        ("delete", "/api/user/auth"): {"200", "403"},
        ("patch", "/api/user"): {"200", "400", "403", "429"},
        ("patch", "/api/edit/info"): {"200", "400", "403", "429"},
        ("patch", "/api/user/password"): {"200", "400", "403", "429"},
        ("post", "/api/user/password-reset"): {"200", "400", "429"},
        ("put", "/api/user/password-reset"): {"200", "400"},
    }
    for (method, path), statuses in documented.items():
        assert statuses <= set(paths[path][method]["responses"]), path
    examples = paths["/api/user"]["post"]["responses"]["400"]["content"]["application/json; charset=utf-8"]["examples"]
    assert {"wrong_email", "weak_password", "already_registered"} <= set(examples)
