"""Whatever comes, no 5xx, and the next request works."""

from __future__ import annotations

import http.client
import json
import string
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from members_client import check_refusal, envelope, new_phone

from tests.sites import TestSite

_quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
_POSTS = ("/users/code", "/users/regist", "/users/login", "/users/logout", "/upload/file")
_TYPES = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/plain", "")


def _check_alive(site: TestSite) -> None:
    with site.client() as client:
        check_refusal(client.post("/users/login", json={"phone": new_phone(), "password": "x"}), 1003)


@pytest.mark.parametrize("path", _POSTS)
def test_any_bytes_as_a_body(site: TestSite, path: str) -> None:
    with site.client() as client:

        @_quick
        @given(body=st.binary(max_size=2000), content_type=st.sampled_from(_TYPES))
        def attack(body: bytes, content_type: str) -> None:
            answer = client.post(path, content=body, headers={"content-type": content_type})
            assert answer.status_code < 500
            assert answer.json()["data"]["code"] in (0, 1001, 2001, 2002)

        attack()
    _check_alive(site)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=200),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["phone", "password", "code"]), inner),
    max_leaves=8,
)


@pytest.mark.parametrize("path", ["/users/code", "/users/regist", "/users/login"])
def test_any_json_as_a_body(site: TestSite, path: str) -> None:
    with site.client() as client:

        @_quick
        @given(body=_JSON)
        def attack(body: object) -> None:
            answer = client.post(path, content=json.dumps(body).encode())
            assert answer.status_code == 200
            assert answer.json() == envelope("入参非法", 1001)

        attack()
    _check_alive(site)


_WRONG = {
    "1,000 levels": b"[" * 1000 + b"]" * 1000,
    "10 MB": b'{"phone":"18866668888","password":"' + b"x" * 10_000_000 + b'"}',
    "a name twice": b'{"phone":"18866668888","phone":"18866668888","password":"x"}',
    "NaN": b'{"phone":"18866668888","password":NaN}',
    "half a surrogate pair": rb'{"phone":"18866668888","password":"\ud800"}',
    "NUL": rb'{"phone":"18866668888","password":"\u0000"}',
    "10,000 names": json.dumps({f"a{number}": 1 for number in range(10_000)}).encode(),
    "latin-1": '{"phone":"18866668888","password":"é"}'.encode("latin-1"),
}


@pytest.mark.parametrize("path", ["/users/code", "/users/regist", "/users/login"])
@pytest.mark.parametrize("wrong", _WRONG)
def test_point_2_bad_json_is_1001(site: TestSite, path: str, wrong: str) -> None:
    with site.client() as client:
        check_refusal(client.post(path, content=_WRONG[wrong]), 1001)


@pytest.mark.parametrize("query", ["phone=%zz", "phone=18866668888&password=%ff", "phone=18866668888&password=%00"])
def test_point_2_a_broken_query_is_1001(site: TestSite, query: str) -> None:
    with site.client() as client:
        check_refusal(client.get(f"/users/login?{query}"), 1001)


@pytest.mark.parametrize("start", ["/", "/users/", "/static/image/", "/static/", "/users/login?"])
def test_any_path_and_query(site: TestSite, start: str) -> None:
    with site.client() as client:

        @_quick
        @given(rest=st.text(alphabet=string.printable + "中\x00\u202e", max_size=60))
        def attack(rest: str) -> None:
            answer = client.get(start + quote(rest, safe="/?&=;"))
            assert answer.status_code < 500

        attack()
    _check_alive(site)


@pytest.mark.parametrize(
    "path",
    [
        "/users/..%2flogin",
        "/users/%2e%2e/login",
        "/users/../login",
        "/users/%00",
        "/users//me",
        "/users/./me",
        "/users/%5cme",
    ],
)
def test_a_path_that_is_not_canonical_is_refused_in_the_modules_shape(site: TestSite, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    connection.putrequest("GET", path, skip_host=False)
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 400
    assert answer.read() == b'{"data":{"msg":"Bad Request","code":9400}}'
    connection.close()


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/users/nothing", 9404),
        ("GET", "/upload", 9404),
        ("PUT", "/users/login", 9405),
        ("DELETE", "/upload/file", 9405),
    ],
)
def test_point_1_unknown_paths_and_methods_in_the_modules_shape(
    site: TestSite, method: str, path: str, code: int
) -> None:
    with site.client() as client:
        answer = client.request(method, path)
        assert answer.status_code == code - 9000
        assert answer.json()["data"]["code"] == code
        assert (code != 9405) or answer.headers["allow"]
        assert "traceback" not in answer.text.lower()


def test_an_unknown_path_of_nobody_is_html_or_problem_details_by_accept(site: TestSite) -> None:
    with site.client() as client:
        page = client.get("/nothing", headers={"Accept": "text/html,*/*"})
        assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
        problem = client.get("/nothing")
        assert (problem.status_code, problem.headers["content-type"]) == (404, "application/problem+json")
        assert problem.json()["request_id"] == problem.headers["x-request-id"]
