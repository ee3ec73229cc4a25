from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from members_client import check_json, check_refusal, envelope, new_phone, register

from tests.sites import TestSite, running_site

GOOD = {"phone": "18866668888", "password": "demo123456", "code": "123456"}


def test_a_member_registers_with_the_code_that_was_sent(site: TestSite) -> None:
    with site.client() as client:
        phone = register(site, client)
        again = client.post("/users/regist", json={**GOOD, "phone": phone})
        check_refusal(again, 1002)


@pytest.mark.parametrize(
    "change",
    [
        {"phone": None},
        {"phone": 18866668888},
        {"phone": "1" * 51},
        {"phone": ""},
        {"phone": "12345"},
        {"phone": "+12345"},
        {"phone": "+1234567890123456"},
        {"phone": "28866668888"},
        {"phone": "18866668888\n"},
        {"phone": "１８８６６６６８８８８"},
        {"phone": ["18866668888"]},
        {"password": ""},
        {"password": "x" * 129},
        {"password": None},
        {"password": 123456},
        {"code": "12345"},
        {"code": "1234567"},
        {"code": 123456},
        {"code": "12345a"},
        {"code": "１２３４５６"},
    ],
    ids=repr,
)
def test_what_does_not_fit_is_1001_and_the_next_request_works(site: TestSite, change: dict[str, object]) -> None:
    """Fault 1 of the original: such a phone broke every later database request."""
    with site.client() as client:
        check_refusal(client.post("/users/regist", json={**GOOD, **change}), 1001)
        check_refusal(client.post("/users/login", json={"phone": new_phone(), "password": "x"}), 1003)


@pytest.mark.parametrize("missing", ["phone", "password", "code"])
def test_a_missing_key_is_1001(site: TestSite, missing: str) -> None:
    with site.client() as client:
        check_refusal(
            client.post("/users/regist", json={key: value for key, value in GOOD.items() if key != missing}), 1001
        )


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"phone": "\\ud800"}', b"1" * 5000])
def test_a_body_that_is_no_object_is_1001(site: TestSite, body: bytes) -> None:
    with site.client() as client:
        check_refusal(client.post("/users/regist", content=body), 1001)


def test_the_content_type_is_not_relied_on(site: TestSite) -> None:
    body = b'{"phone": "28866668888", "password": "x", "code": "123456"}'
    with site.client() as client:
        for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/json", "x", ""):
            check_refusal(client.post("/users/regist", content=body, headers={"content-type": content_type}), 1001)


def test_a_bare_question_mark_works(site: TestSite) -> None:
    with site.client() as client:
        check_refusal(client.post("/users/regist?", json={**GOOD, "phone": "x"}), 1001)


def test_the_code_is_checked_once_used_and_bound_to_its_phone(site: TestSite) -> None:
    """Fault 5: the code was required but never checked."""
    with site.client() as client:
        phone, other = new_phone(), new_phone()
        client.post("/users/code", json={"phone": phone})
        code = site.code_for(phone)
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        check_refusal(client.post("/users/regist", json={**GOOD, "phone": phone, "code": wrong}), 1005)
        check_refusal(client.post("/users/regist", json={**GOOD, "phone": other, "code": code}), 1005)
        assert client.post("/users/regist", json={**GOOD, "phone": phone, "code": code}).json() == envelope("ok", 0)


def test_a_second_code_within_a_minute_is_1006_with_the_wait(site: TestSite) -> None:
    with site.client() as client:
        phone = new_phone()
        assert client.post("/users/code", json={"phone": phone}).json() == envelope("ok", 0)
        refused = client.post("/users/code", json={"phone": phone})
        check_refusal(refused, 1006)
        assert 1 <= int(refused.headers["retry-after"]) <= 60


def test_a_mainland_number_and_its_international_form_are_one_member(site: TestSite) -> None:
    with site.client() as client:
        phone = register(site, client)
        check_refusal(client.post("/users/regist", json={**GOOD, "phone": f"+86{phone}"}), 1002)


def test_200_racing_registrations_of_one_phone_are_one_member() -> None:
    """Fault 9: no unique key. One row, one 0, 199 × 1002, over two workers."""
    with running_site(settings={"BANYAN_MEMBERS__VERIFY_CODE": "false", "BANYAN_APP__WORKERS": "2"}) as site:
        with site.client() as client, ThreadPoolExecutor(50) as threads:
            answers = list(threads.map(lambda _: client.post("/users/regist", json=GOOD), range(200)))
        codes = [answer.json()["data"]["code"] for answer in answers]
        assert (codes.count(0), codes.count(1002)) == (1, 199)
        for answer in answers:
            check_json(answer)


def test_without_verification_any_six_digits_do() -> None:
    with (
        running_site(gateway=False, settings={"BANYAN_MEMBERS__VERIFY_CODE": "false"}) as site,
        site.client() as client,
    ):
        assert client.post("/users/regist", json=GOOD).json() == envelope("ok", 0)
        check_refusal(client.post("/users/regist", json={**GOOD, "code": "12345"}), 1001)
